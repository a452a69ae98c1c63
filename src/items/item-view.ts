/** How an item ended. */
export type OutcomeWord =
  'redacted' | 'already_redacted' | 'not_redactable' | 'not_found' | 'failed' | 'canceled'

/** An item as the API shows it. */
export interface ItemView {
  readonly line: number
  /** Null, like the ids, for an item that was too broken to name a target. */
  readonly type: string | null
  readonly conversation_id: string | null
  readonly conversation_part_id?: string | null
  readonly source_id?: string | null
  readonly external_id: string | null
  /** Null until there is one. */
  readonly outcome: OutcomeWord | null
  /** What a dry run found would happen. */
  readonly planned?: OutcomeWord
  readonly error?: { readonly code: string; readonly message: string }
}
