import * as z from 'zod'
import { knownMembers } from './known-members.ts'
import { identifier, oneOrMore, scalar, says } from './map-names.ts'
import { touchFormat, valuesFormat } from './value-format.ts'
import { rowFormat, whereFormat } from './where-format.ts'

const keyColumn = z.union(
  [identifier, knownMembers({ column: identifier, fold: z.literal('lower').optional() })],
  { error: says('must be a column, or { column, fold: lower }') },
)

/** Where people stand, how callers name them, and what is left of one who was erased. */
const contactFormat = knownMembers({
  kind: z.enum(['contact', 'team'], { error: says('must be contact or team') }).optional(),
  table: identifier,
  id: identifier,
  email: keyColumn.optional(),
  external_id: keyColumn.optional(),
  where: whereFormat.optional(),
  except: z.array(scalar).min(1).optional(),
  team: knownMembers({
    table: identifier,
    by: rowFormat,
    where: whereFormat.optional(),
  }).optional(),
  erase: valuesFormat,
  touch: touchFormat.optional(),
  shared: z.boolean().optional(),
})

const peopleFormat = knownMembers({
  table: identifier.optional(),
  by: rowFormat.optional(),
  where: whereFormat.optional(),
  column: identifier,
})

/** What holds messages together, and who takes part in it. */
export const conversationFormat = knownMembers({
  table: identifier,
  id: identifier.optional(),
  key: identifier.optional(),
  people: z.array(peopleFormat, { error: says('must be a list') }).optional(),
  shared: z.union([z.boolean(), knownMembers({ except: whereFormat })]).optional(),
}).refine(({ id, key }) => id !== undefined || key !== undefined, {
  error: 'must have `id` (what callers say), `key` (what other tables refer to) or both',
})

export type Contact = z.infer<typeof contactFormat>
export type Conversation = z.infer<typeof conversationFormat>
export type KeyColumn = z.infer<typeof keyColumn>

/** People of a map; a list where they stand in two tables. */
export const contactsFormat = oneOrMore(contactFormat)
