import type { RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { checkCertificates, type CertificatesCheck } from './check-certificates.ts'
import { createChainCheck } from './check-chain.ts'
import { checkTargets, type TargetsCheck } from './check-targets.ts'
import { checkUnsealed } from './check-unsealed.ts'
import type { Finding } from './finding.ts'
import type { Head } from './head.ts'
import { readSealed } from './read-sealed.ts'

/**
 * `clean`: nothing was found, up to the newest known head. Where nothing was found, either, but less
 * can be said: `loss_accepted`, a restored database was not replayed whole; `tail_not_checkable`, no
 * head is known, so that a tail may have been cut off or made anew; `not_provable`, there are
 * certificates, or erasures without one, that are older than the digests in the ledger.
 */
export type Verdict = 'clean' | 'loss_accepted' | 'tail_not_checkable' | 'not_provable' | 'findings'

export interface Verification {
  readonly verdict: Verdict
  readonly seals: number
  /** The seq of the newest known head; null when none is known. */
  readonly newestHead: number | null
  /** Entries that wait for their seal. */
  readonly waiting: number
  readonly targets: Omit<TargetsCheck, 'findings'>
  readonly certificates: Omit<CertificatesCheck, 'findings' | 'count'>
  readonly found: number
  /** The first of them. */
  readonly findings: readonly Finding[]
}

/** Findings that are listed of each kind of check; all are counted. */
const MOST_LISTED = 100

export interface VerifyOptions {
  /** A query of the workspace's messages, as `checkTargets` wants it. */
  readonly messages: RawBuilder<unknown>
  /** By seq, from outside the database. */
  readonly heads: readonly Head[]
  /** How often a loss was accepted. */
  readonly losses?: number
}

/**
 * Verifies the ledger of a workspace: its chain, hash by hash, against the known heads; that no
 * entry lies outside it; and that entries and redacted messages are of each other.
 */
export async function verifyLedger(
  db: Db,
  workspace: string,
  { messages, heads, losses = 0 }: VerifyOptions,
): Promise<Verification> {
  const chain = await verifyChain(db, workspace, heads)
  const unsealed = await checkUnsealed(db, workspace, MOST_LISTED)
  const { findings: ofTargets, ...targets } = await checkTargets(
    db,
    workspace,
    messages,
    MOST_LISTED,
  )
  const {
    findings: ofCertificates,
    count,
    ...certificates
  } = await checkCertificates(db, workspace, MOST_LISTED)
  const wrong = targets.notRedacted + targets.withoutEntry + count
  const found = chain.found + unsealed.count + wrong
  return {
    verdict: verdictOf({ found, losses, heads: heads.length, ...certificates }),
    seals: chain.seals,
    newestHead: heads.at(-1)?.seq ?? null,
    waiting: unsealed.waiting,
    targets,
    certificates,
    found,
    findings: [...chain.findings, ...unsealed.findings, ...ofTargets, ...ofCertificates],
  }
}

function verdictOf(seen: {
  readonly found: number
  readonly losses: number
  readonly heads: number
  readonly notProvable: number
}): Verdict {
  if (seen.found > 0) return 'findings'
  if (seen.losses > 0) return 'loss_accepted'
  if (seen.heads === 0) return 'tail_not_checkable'
  return seen.notProvable > 0 ? 'not_provable' : 'clean'
}

async function verifyChain(db: Db, workspace: string, heads: readonly Head[]) {
  const check = createChainCheck(workspace, heads)
  const findings: Finding[] = []
  let [seals, found] = [0, 0]
  const note = (some: readonly Finding[]) => {
    found += some.length
    findings.push(...some.slice(0, MOST_LISTED - findings.length))
  }
  for await (const page of readSealed(db, workspace)) {
    for (const sealed of page) note(check.take(sealed))
    seals += page.length
  }
  note(check.end())
  return { seals, found, findings }
}
