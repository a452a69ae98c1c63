import { access } from 'node:fs/promises'
import type { Finding } from '../ledger/finding.ts'
import type { Head, HeadsLine } from '../ledger/head.ts'
import { headsInForce } from '../ledger/heads-in-force.ts'
import { readHeadsFile } from '../ledger/heads-file.ts'
import { verifyLedger, type Verification } from '../ledger/verify-ledger.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface LedgerVerifyOptions extends CommonOptions {
  readonly heads?: string
}

/** `unsaid ledger verify` */
export async function ledgerVerifyCommand(options: LedgerVerifyOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { config, workspace } = session
    const lines = await knownLines(options.heads, config.ledgerHeads)
    const { db } = await openForCommand(session)
    const verified = await verifyLedger(db, workspace, headsInForce(lines, workspace))
    const losses = lines.filter(
      (one) => one.workspace === workspace && one.type === 'restored' && one.lossAccepted,
    ).length
    const result = { type: 'ledger_verification', workspace, accepted_losses: losses, ...verified }
    session.print(result, linesOf(verified, losses))
    return verified.found > 0 ? EXIT.refused : EXIT.done
  })
}

/** The heads in a file of the configuration's that is not there yet are none. */
async function knownLines(
  given: string | undefined,
  configured: string | undefined,
): Promise<readonly HeadsLine[]> {
  if (given === undefined) return configured === undefined ? [] : readIfThere(configured)
  return readHeadsFile(given).catch(() => {
    throw new UsageError(`the file ${given} can't be read`)
  })
}

async function readIfThere(path: string): Promise<readonly HeadsLine[]> {
  const there = await access(path).then(
    () => true,
    () => false,
  )
  return there ? readHeadsFile(path) : []
}

function linesOf(verified: Verification, losses: number): string[] {
  const { seals, newestHead, waiting, targets, found, findings } = verified
  const counts = [
    `sealed entries: ${String(seals)}; waiting for their seal: ${String(waiting)}`,
    `targets in entries: ${String(targets.recorded)}; redacted: ${String(targets.redacted)}; ` +
      `no longer in the database: ${String(targets.absent)}`,
    newestHead === null
      ? 'no head is known: whether the end was cut off or made anew is not checkable'
      : `newest known head: ${String(newestHead)}`,
    ...(losses > 0 ? [`accepted losses: ${String(losses)}`] : []),
  ]
  const verdict = found === 0 ? verdictOf(newestHead) : `found: ${String(found)}`
  return [...counts, verdict, ...findings.map(lineOf)]
}

function verdictOf(newestHead: Head['seq'] | null): string {
  return newestHead === null ? 'nothing found, as far as it is checkable' : 'clean'
}

function lineOf(finding: Finding): string {
  const { code, seq, until, vouched_until, entry_id, type, conversation_id, target_id } = finding
  const range = until === undefined || until === seq ? '' : ` to ${String(until)}`
  const place = [
    ...(seq === undefined ? [] : [`seq ${String(seq)}${range}`]),
    ...(vouched_until === undefined ? [] : [`heads vouch for up to ${String(vouched_until)}`]),
    ...(entry_id ? [`entry ${entry_id}`] : []),
    ...(target_id
      ? [`${String(type)} ${target_id} of conversation ${String(conversation_id)}`]
      : []),
  ]
  return `  ${code}: ${place.join(', ')}`
}
