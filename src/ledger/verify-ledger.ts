import type { Db } from '../database/connection.ts'
import { createChainCheck } from './check-chain.ts'
import { checkTargets, type TargetsCheck } from './check-targets.ts'
import { checkUnsealed } from './check-unsealed.ts'
import type { Finding } from './finding.ts'
import type { Head } from './head.ts'
import { readSealed } from './read-sealed.ts'

/**
 * `clean`: nothing was found, up to the newest known head. `tail_not_checkable`: nothing was found,
 * but no head is known, so that a tail may have been cut off or made anew.
 */
export type Verdict = 'clean' | 'tail_not_checkable' | 'findings'

export interface Verification {
  readonly verdict: Verdict
  readonly seals: number
  /** The seq of the newest known head; null when none is known. */
  readonly newestHead: number | null
  /** Entries that wait for their seal. */
  readonly waiting: number
  readonly targets: Omit<TargetsCheck, 'findings'>
  readonly found: number
  /** The first of them. */
  readonly findings: readonly Finding[]
}

/** Findings that are listed of each kind of check; all are counted. */
const MOST_LISTED = 100

/**
 * Verifies the ledger of a workspace: its chain, hash by hash, against the known heads; that no
 * entry lies outside it; and that entries and redacted messages are of each other.
 *
 * @param heads by seq, from outside the database
 */
export async function verifyLedger(
  db: Db,
  workspace: string,
  heads: readonly Head[],
): Promise<Verification> {
  const chain = await verifyChain(db, workspace, heads)
  const unsealed = await checkUnsealed(db, workspace, MOST_LISTED)
  const { findings: ofTargets, ...targets } = await checkTargets(db, workspace, MOST_LISTED)
  const found = chain.found + unsealed.count + targets.notRedacted + targets.withoutEntry
  const nothing = heads.length > 0 ? 'clean' : 'tail_not_checkable'
  return {
    verdict: found > 0 ? 'findings' : nothing,
    seals: chain.seals,
    newestHead: heads.at(-1)?.seq ?? null,
    waiting: unsealed.waiting,
    targets,
    found,
    findings: [...chain.findings, ...unsealed.findings, ...ofTargets],
  }
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
