import type { Generated } from 'kysely'
import type { Json } from './json-column.ts'

export interface ContactTable {
  workspace_id: string
  id: string
  data: Json<Record<string, unknown>>
  /** Keyed hashes by which the contact is found; null without such a member, or until `keyed`. */
  email_key: Buffer | null
  external_id_key: Buffer | null
  /** Whether the keys are those of `data`; a row that came without a pepper waits for them. */
  keyed: Generated<boolean>
  /** The contact that this one was merged into. */
  merged_into: string | null
}

/** Every key that a contact ever had; the current ones stand in its row, too. */
export interface ContactKeyTable {
  workspace_id: string
  contact_id: string
  kind: 'email' | 'external_id'
  key: Buffer
}

/** Who takes part in a conversation: its contact authors, its `contacts[]`, its rating's contact. */
export interface ConversationContactTable {
  workspace_id: string
  contact_id: string
  conversation_id: string
}

export type SuppressionKind = 'contact_id' | 'email' | 'external_id'

/** What an import may not bring back. It holds keyed hashes, never what they are made from. */
export interface SuppressionTable {
  workspace_id: string
  id: string
  kind: SuppressionKind
  key: Buffer
  /** Messages created until then are emptied, later ones are kept. */
  erased_until: Date
  job_id: string
  created_at: Generated<Date>
  lifted_at: Date | null
  /** Ids of who had the same address then: where a map leads they are nobody who comes back. */
  others: Generated<string[]>
}
