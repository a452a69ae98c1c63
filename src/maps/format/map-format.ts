import * as z from 'zod'
import { copyFormat } from './copy-format.ts'
import { keptFormat, rebuiltFormat } from './kept-format.ts'
import { knownMembers } from './known-members.ts'
import { messagesFormat } from './message-format.ts'
import { identifier, oneOrMore, says, sentence, tableColumn } from './map-names.ts'
import { contactsFormat, conversationFormat } from './people-format.ts'

const fixedLength = z
  .string()
  .regex(/^(?:varchar|char)\(\d+\)$/, { error: 'must be varchar(N) or char(N)' })

/** Format 1 of a data map: where messages and people stand in a database that is not Unsaid's. */
export const mapFormat = knownMembers({
  map: z
    .string({ error: says('must be a name') })
    .regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'must be 1 to 32 of a-z, 0-9 and -' }),
  format: z.literal(1, { error: says('must be 1: this Unsaid knows no other format') }),
  system: sentence,
  extends: z.string().optional(),
  workspace: knownMembers({ column: identifier }).optional(),
  contact: contactsFormat,
  conversation: conversationFormat,
  message: messagesFormat,
  copies: z.array(copyFormat, { error: says('must be a list') }).optional(),
  rebuilt: z.array(rebuiltFormat, { error: says('must be a list') }).optional(),
  kept: z.array(keptFormat, { error: says('must be a list') }).optional(),
  links: z.record(tableColumn, tableColumn).optional(),
  ids: oneOrMore(fixedLength).optional(),
  outside: z.array(sentence, { error: says('must be a list') }).optional(),
})

/** As it was written; nothing is filled in. */
export type DataMap = z.infer<typeof mapFormat>
