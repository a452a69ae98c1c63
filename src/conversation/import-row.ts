import { contactRecord, type ContactRow } from './contact-row.ts'
import { conversationRows, type ConversationRows } from './conversation-rows.ts'
import type { JsonObject } from './json-object.ts'
import { mergeEvent } from './merges-of.ts'
import { bearsOurId, OUR_ID } from './our-id.ts'
import { recogniseRecord } from './shapes/recognise-record.ts'
import { warningsOf } from './warnings-of.ts'

/** A record that can be stored, and the line where it began. */
export type StorableRow =
  | {
      readonly kind: 'conversation'
      readonly line: number
      readonly rows: ConversationRows
      /** What whoever imports it should know; quotes nothing of it. */
      readonly warnings: readonly string[]
    }
  | { readonly kind: 'contact'; readonly line: number; readonly row: ContactRow }

/** A record that is understood; a deletion says only that something is gone where it came from. */
export type ImportRow = StorableRow | { readonly kind: 'deletion' }

/** A record as rows, or the reason why it is none; the reason quotes nothing of it. */
export function importRow(record: JsonObject, line: number): ImportRow | string {
  const merge = record.type === 'contact_activity' ? mergeEvent(record) : undefined
  if (merge) return { kind: 'contact', line, row: { id: merge.into, data: {}, merges: [merge] } }
  const recognised = recogniseRecord(record)
  switch (recognised.kind) {
    case 'refused':
      return recognised.reason
    case 'deletion':
      return { kind: 'deletion' }
    case 'contact': {
      if (bearsOurId(recognised.contact)) return OUR_ID
      const row = contactRecord(recognised.contact)
      return row ? { kind: 'contact', line, row } : 'the contact has no usable id'
    }
    case 'conversation': {
      const taken = conversationRows(recognised.conversation)
      if (!taken.ok) return taken.reason
      const { rows } = taken
      return { kind: 'conversation', line, rows, warnings: warningsOf(rows) }
    }
  }
}
