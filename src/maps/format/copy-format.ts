import * as z from 'zod'
import { knownMembers } from './known-members.ts'
import { identifier, oneOrMore, says } from './map-names.ts'
import { touchFormat, valuesFormat } from './value-format.ts'
import { rowFormat, whereFormat } from './where-format.ts'

const words = z.string({ error: 'must be body, a column of the parent or a text with {column}' })

/** A further place of a message or person: found by key (`by`), or by words (`in`, `containing`). */
export const copyFormat = knownMembers({
  name: z
    .string({ error: says('must be a name') })
    .regex(/^[a-z][a-z0-9_]*$/, { error: 'must be a name of a-z, 0-9 and _' }),
  table: identifier,
  of: z.string({ error: says('must be message, opening, contact, contact.team or a copy') }),
  by: rowFormat.optional(),
  where: whereFormat.optional(),
  if: z
    .enum(['latest', 'first', 'after'], { error: says('must be latest, first or after') })
    .optional(),
  in: z
    .enum(['conversation', 'people', 'workspace'], {
      error: says('must be conversation, people or workspace'),
    })
    .optional(),
  containing: z
    .array(words, { error: says('must be a list') })
    .min(1)
    .optional(),
  search: oneOrMore(identifier).optional(),
  do: z.union([z.enum(['delete', 'report']), valuesFormat], {
    error: says('must be delete, report, or columns with what is written into them'),
  }),
  unless_used: oneOrMore(identifier).optional(),
  files: z.record(z.string(), oneOrMore(identifier)).optional(),
  touch: touchFormat.optional(),
  shared: z.boolean().optional(),
  if_exists: z.boolean().optional(),
})

export type Copy = z.infer<typeof copyFormat>
