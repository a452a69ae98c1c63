import * as z from 'zod'
import { knownMembers } from './known-members.ts'
import { identifier, oneOrMore, scalar, says } from './map-names.ts'
import { textFormat, touchFormat, valuesFormat } from './value-format.ts'
import { rowFormat, whereFormat } from './where-format.ts'

const values = z.array(scalar).min(1)

const authorFormat = knownMembers({
  id: oneOrMore(identifier),
  type: knownMembers({ column: identifier, contact: values }).optional(),
  else: z.literal('people', { error: says('must be people') }).optional(),
})

const bodyFormat = knownMembers({
  table: identifier.optional(),
  by: rowFormat.optional(),
  where: whereFormat.optional(),
  column: identifier,
  format: z.union(
    [
      textFormat,
      knownMembers({
        column: identifier,
        html: values.optional(),
        markdown: values.optional(),
        plain: values.optional(),
      }),
    ],
    { error: says('must be html, markdown, plain, or { column, html: [values] }') },
  ),
  encoding: knownMembers({
    column: identifier,
    base64: values.optional(),
    quoted_printable: values.optional(),
  }).optional(),
}).refine(({ table, by }) => (table === undefined) === (by === undefined), {
  error: '`table` and `by` go together: text in rows of another table',
})

/** What a message is, who wrote it, and what is written into it when it is taken back. */
const messageFormat = knownMembers({
  table: identifier,
  where: whereFormat.optional(),
  id: identifier,
  conversation: identifier,
  author: authorFormat,
  created_at: z.union(
    [
      identifier,
      knownMembers({ column: identifier, unit: z.enum(['s', 'ms'], { error: 'must be s or ms' }) }),
    ],
    { error: says('must be a column, or { column, unit: s or ms }') },
  ),
  opening: z
    .union([z.enum(['first', 'none']), knownMembers({ where: whereFormat })], {
      error: says('must be first, none or { where }'),
    })
    .optional(),
  body: bodyFormat,
  redact: valuesFormat,
  touch: touchFormat.optional(),
})

export type Message = z.infer<typeof messageFormat>

export const messagesFormat = oneOrMore(messageFormat)
