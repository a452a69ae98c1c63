import type { HeadsLine } from '../ledger/head.ts'
import { headsInForce } from '../ledger/heads-in-force.ts'
import { readHeadsFile, readHeadsIfThere } from '../ledger/heads-file.ts'
import { verifyLedger, type Verdict, type Verification } from '../ledger/verify-ledger.ts'
import { storeOf } from '../redact/store-of.ts'
import { EXIT } from './exit-code.ts'
import { findingLine } from './finding-line.ts'
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
    const losses = lines.filter(
      (one) => one.workspace === workspace && one.type === 'restored' && one.lossAccepted,
    ).length
    const heads = headsInForce(lines, workspace)
    const messages = (await storeOf(db, workspace)).messagesOf(workspace)
    const verified = await verifyLedger(db, workspace, { messages, heads, losses })
    const result = { type: 'ledger_verification', workspace, accepted_losses: losses, ...verified }
    session.print(result, linesOf(verified, losses))
    return VERDICTS[verified.verdict].exit
  })
}

/** The heads in a file of the configuration's that is not there yet are none. */
async function knownLines(
  given: string | undefined,
  configured: string | undefined,
): Promise<readonly HeadsLine[]> {
  if (given === undefined) return configured === undefined ? [] : readHeadsIfThere(configured)
  return readHeadsFile(given).catch(() => {
    throw new UsageError(`the file ${given} can't be read`)
  })
}

function linesOf(verified: Verification, losses: number): string[] {
  const { seals, newestHead, waiting, targets, certificates, found, findings } = verified
  const counts = [
    `sealed entries: ${String(seals)}; waiting for their seal: ${String(waiting)}`,
    `targets in entries: ${String(targets.recorded)}; redacted: ${String(targets.redacted)}; ` +
      `no longer in the database: ${String(targets.absent)}`,
    `certificates issued: ${String(certificates.issued)}; stored: ${String(certificates.stored)}; ` +
      `not provable: ${String(certificates.notProvable)}`,
    newestHead === null
      ? 'no head is known: whether the end of the ledger was cut off or rewritten is not checkable'
      : `newest known head: ${String(newestHead)}`,
    ...(losses > 0 ? [`restores whose lost records were accepted: ${String(losses)}`] : []),
  ]
  const verdict = found === 0 ? VERDICTS[verified.verdict].says : `found: ${String(found)}`
  return [...counts, verdict, ...findings.map(findingLine)]
}

const VERDICTS: Record<Verdict, { readonly exit: number; readonly says: string }> = {
  clean: { exit: EXIT.done, says: 'clean' },
  loss_accepted: {
    exit: EXIT.lossAccepted,
    says: 'nothing found, but the loss of records was accepted after a restore: what they redacted may be back',
  },
  tail_not_checkable: {
    exit: EXIT.notCheckable,
    says: 'nothing found, but the end of the ledger is not checkable without heads',
  },
  not_provable: {
    exit: EXIT.notCheckable,
    says: 'nothing found, but some erasures are not provable: they are older than the digests of certificates',
  },
  findings: { exit: EXIT.refused, says: '' },
}
