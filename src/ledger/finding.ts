/**
 * What verification can find:
 * - `gap`: seals are missing from `seq` on, up to `until`
 * - `changed`: the entry, or its seal, is not what was sealed
 * - `entry_missing`: a seal names an entry that is not there
 * - `broken_link`: a seal does not follow from the one before it
 * - `rewritten`: a known head tells that the chain was made anew somewhere from `seq` to `until`
 * - `cut_tail`: a known head tells that the chain went on from `seq` to `until`
 * - `entry_unsealed`: an entry has neither a seal nor the marker of one that waits for it
 * - `unsealed_too_long`: an entry has waited for its seal for over an hour
 * - `marker_without_entry`: an entry that waited for its seal is not there
 * - `not_redacted`: the target of an entry is there and not redacted
 * - `no_entry`: a redacted target is in no entry
 * - `certificate_missing`: the ledger tells of a certificate that is not there
 * - `certificate_changed`: a certificate is not the one that was issued
 * - `certificate_unproven`: a certificate is there that the ledger does not tell of
 */
export type FindingCode =
  | 'gap'
  | 'changed'
  | 'entry_missing'
  | 'broken_link'
  | 'rewritten'
  | 'cut_tail'
  | 'entry_unsealed'
  | 'unsealed_too_long'
  | 'marker_without_entry'
  | 'not_redacted'
  | 'no_entry'
  | 'certificate_missing'
  | 'certificate_changed'
  | 'certificate_unproven'

/** A place where the ledger is not as it must be. */
export interface Finding {
  readonly code: FindingCode
  readonly seq?: number
  readonly until?: number
  /** Of `cut_tail`: the last seq that a head vouches for; what is after it may be made anew. */
  readonly vouched_until?: number
  readonly entry_id?: string
  readonly type?: string
  readonly conversation_id?: string
  readonly target_id?: string
}
