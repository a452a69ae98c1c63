import type { Finding, FindingCode } from '../ledger/finding.ts'

const MEANING: Record<FindingCode, string> = {
  gap: 'seals are missing',
  changed: 'the entry or its seal was changed',
  entry_missing: 'the entry of this seal is missing',
  broken_link: 'this seal does not hold the hash of the seal before it',
  rewritten: 'seals were computed anew',
  cut_tail: 'the end of the ledger is missing',
  entry_unsealed: 'the entry has no seal, and does not wait for one',
  unsealed_too_long: 'the entry has waited for its seal for over an hour',
  marker_without_entry: 'an entry that waited for its seal is missing',
  not_redacted: 'the entry says that this message was redacted, but it is not',
  no_entry: 'this message is redacted, but no entry says so',
  certificate_missing: 'the entry names a certificate that is missing',
  certificate_changed: 'the certificate was changed',
  certificate_unproven: 'no entry names this certificate',
}

/** A finding for people: its code, what it means, and where it is. */
export function findingLine(finding: Finding): string {
  const { code, seq, until, vouched_until, entry_id } = finding
  const range = until === undefined || until === seq ? '' : ` to ${String(until)}`
  const place = [
    ...(seq === undefined ? [] : [`seq ${String(seq)}${range}`]),
    ...(vouched_until === undefined ? [] : [`proved unchanged up to seq ${String(vouched_until)}`]),
    ...(entry_id ? [`entry ${entry_id}`] : []),
    ...targetOf(finding),
  ]
  return `  ${code}: ${MEANING[code]}: ${place.join(', ')}`
}

function targetOf({ type, target_id, conversation_id }: Finding): string[] {
  if (!target_id) return []
  const of = conversation_id === undefined ? '' : ` of conversation ${conversation_id}`
  return [`${String(type)} ${target_id}${of}`]
}
