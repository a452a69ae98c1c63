import * as z from 'zod'
import { knownMembers } from './known-members.ts'
import { identifier, scalar, says } from './map-names.ts'

/** How a body is written: a placeholder must fit among it. */
export const textFormat = z.enum(['html', 'markdown', 'plain'], {
  error: says('must be html, markdown or plain'),
})

const paths = z
  .array(z.string({ error: 'must be a path such as a.b or *.full' }).min(1), {
    error: says('must be a list of paths, such as [a, b.c]'),
  })
  .min(1, { error: 'must name at least one path' })

/** A member that says how a value is made; `{}` alone is an empty JSON object. */
const made = knownMembers({
  placeholder: textFormat.optional(),
  random: z
    .number({ error: says('must be 8 to 64 characters') })
    .int()
    .min(8)
    .max(64)
    .optional(),
  literal: scalar.optional(),
  remove: identifier.optional(),
  as: z
    .enum(['json_text', 'json_in_json', 'mail_headers'], {
      error: says('must be json_text, json_in_json or mail_headers'),
    })
    .optional(),
  set: z.record(z.string(), z.unknown(), { error: says('must be members to set') }).optional(),
  drop: paths.optional(),
  replace: paths.optional(),
  keep: z.array(z.string(), { error: says('must be a list of header names') }).optional(),
}).superRefine((value, context) => {
  const problem = combinationProblem(value)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

const ALONE = ['placeholder', 'random', 'literal'] as const

function combinationProblem(value: Record<string, unknown>): string | undefined {
  const members = Object.keys(value)
  const alone = ALONE.find((name) => members.includes(name))
  if (alone && members.length > 1) return `\`${alone}\` stands alone`
  if (value.as === 'mail_headers') {
    const others = members.filter((name) => !['as', 'keep', 'set'].includes(name))
    return others.length > 0 ? 'mail_headers takes keep and set' : undefined
  }
  if (members.includes('keep')) return '`keep` goes with as: mail_headers'
  if (members.includes('remove') && members.some((name) => name !== 'remove' && name !== 'as')) {
    return '`remove` stands alone, or with as: json_text'
  }
  return members.join() === 'as' ? '`as` goes with set, drop, replace, remove or keep' : undefined
}

/** What is written into a column. The words placeholder, replace, now, now_second and now_ms are no literals. */
const valueFormat = z.union([scalar, z.array(z.never()).max(0), made], {
  error:
    'must be null, a text or number, placeholder, replace, now, now_second, now_ms, {}, [] or an object such as { drop: [a] }',
})

export type MapValue = z.infer<typeof valueFormat>

export const valuesFormat = z.record(identifier, valueFormat, {
  error: says('must be columns with what is written into them'),
})

/** Words for the time, which the database writes. */
const timeWord = z.enum(['now', 'now_second', 'now_ms'], {
  error: 'must be now, now_second or now_ms',
})

export type TimeWord = z.infer<typeof timeWord>

export const isTimeWord = (value: unknown): value is TimeWord => timeWord.safeParse(value).success

export const touchFormat = z.record(identifier, timeWord, {
  error: says('must be columns with now, now_second or now_ms'),
})
