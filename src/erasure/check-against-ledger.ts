import { createChainCheck } from '../ledger/check-chain.ts'
import type { ExportedLine } from '../ledger/exported-line.ts'
import type { HeadsLine } from '../ledger/head.ts'
import { headsInForce } from '../ledger/heads-in-force.ts'
import { exportedLines } from '../ledger/read-export.ts'
import { parseErasureRecord, parseLedgerRecord, storedRecords } from '../ledger/stored-record.ts'
import type { Certificate } from './certificate.ts'
import { certificateProblem, type CertificateProblem } from './certificate-problem.ts'
import { holdsDigest } from './check-proof.ts'

/** What an export tells of one erasure. */
interface Told {
  readonly entries: Set<string>
  readonly contacts: Set<string>
  /** Messages that were redacted for it, each once. */
  readonly messages: Set<string>
  /** The seq of the entry that holds the certificate's digest. */
  certifiedAt: number | undefined
}

/**
 * Compares a certificate with an export of the ledger: the whole chain, up to the newest known head,
 * and all that it tells of the erasure.
 */
export async function checkAgainstLedger(
  certificate: Certificate,
  path: string,
  lines: readonly HeadsLine[],
): Promise<CertificateProblem[]> {
  const { workspace } = certificate
  const heads = headsInForce(lines, workspace)
  const chain = createChainCheck(workspace, heads)
  const told: Told = {
    entries: new Set(),
    contacts: new Set(),
    messages: new Set(),
    certifiedAt: undefined,
  }
  for await (const line of exportedLines(path)) {
    if (!line)
      return [certificateProblem('ledger_broken', 'the export has a line that is none of ours')]
    if (line.type !== 'entry') continue
    if (line.workspace !== workspace) return [otherWorkspace(line.workspace)]
    const [finding] = chain.take(line.sealed)
    if (finding) return [broken(finding)]
    note(told, certificate, line)
  }
  const newest = heads.findLast(({ seq }) => seq <= chain.last().seq)?.seq ?? 0
  return [...compare(certificate, told), ...headProblems(told, newest)]
}

function note(
  told: Told,
  certificate: Certificate,
  { sealed }: Extract<ExportedLine, { type: 'entry' }>,
): void {
  const { job, requested_by: requestedBy } = certificate
  // Parsing every record of others would take minutes for a million of them.
  if (!sealed.entry?.records.includes(`"${job}"`)) return
  const own = storedRecords(sealed.entry.records).filter((record) => record[0] === job)
  if (own.length > 0) told.entries.add(sealed.entryId)
  for (const record of own) {
    const message = parseLedgerRecord(record)
    // What an import brought later was redacted for it, too, but not by it.
    if (message?.requestedBy === requestedBy) told.messages.add(JSON.stringify(record.slice(3, 6)))
    const contact = parseErasureRecord(record)
    if (contact?.outcome === `erased_${certificate.scope}`) told.contacts.add(contact.targetId)
  }
  if (holdsDigest(sealed.entry.records, certificate)) told.certifiedAt ??= sealed.seq
}

function compare(certificate: Certificate, told: Told): CertificateProblem[] {
  const { contact_ids: contacts, messages, ledger, version } = certificate
  const sameContacts =
    told.contacts.size === contacts.length && contacts.every((id) => told.contacts.has(id))
  const isThere = [ledger.first_entry, ledger.last_entry].every(
    (entry) => entry === null || told.entries.has(entry),
  )
  const redacted = told.messages.size
  return [
    ...(version === 2 && told.certifiedAt === undefined
      ? [certificateProblem('not_in_ledger', 'no entry of the ledger holds its digest')]
      : []),
    ...(sameContacts
      ? []
      : [certificateProblem('other_contacts', 'the ledger tells of other contacts')]),
    ...(isThere && told.entries.size >= ledger.entries
      ? []
      : [certificateProblem('other_counts', 'entries that it counts are not in the ledger')]),
    ...(redacted === messages.redacted
      ? []
      : [
          certificateProblem(
            'other_counts',
            `the ledger tells of ${String(redacted)} messages erased, and it of ${String(messages.redacted)}`,
          ),
        ]),
  ]
}

function headProblems({ certifiedAt }: Told, newest: number): CertificateProblem[] {
  if (certifiedAt === undefined || certifiedAt <= newest) return []
  return [
    certificateProblem('no_head_after', 'no known head comes after the entry that tells of it'),
  ]
}

function broken({ code, seq }: { readonly code: string; readonly seq?: number }) {
  return certificateProblem(
    'ledger_broken',
    `the export is not as it was sealed: ${code} at ${String(seq)}`,
  )
}

function otherWorkspace(workspace: string): CertificateProblem {
  return certificateProblem('other_workspace', `the export is of workspace ${workspace}`)
}
