/** What became of replayed records. */
export interface ReplayCounts {
  readonly redacted: number
  readonly already_redacted: number
  /** The message is not in the database: there is nothing to take back. */
  readonly not_found: number
  /** It is not now what it was when it was redacted, such as a part without a body. */
  readonly not_redactable: number
  /** Certificates that are written down again. */
  readonly certificates: number
  /** Of a type that this version can't replay. */
  readonly unknown: number
}

export const NOTHING_REPLAYED: ReplayCounts = {
  redacted: 0,
  already_redacted: 0,
  not_found: 0,
  not_redactable: 0,
  certificates: 0,
  unknown: 0,
}

export function addCounts(one: ReplayCounts, other: ReplayCounts): ReplayCounts {
  return {
    redacted: one.redacted + other.redacted,
    already_redacted: one.already_redacted + other.already_redacted,
    not_found: one.not_found + other.not_found,
    not_redactable: one.not_redactable + other.not_redactable,
    certificates: one.certificates + other.certificates,
    unknown: one.unknown + other.unknown,
  }
}
