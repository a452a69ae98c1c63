import type { Config } from '../../config.ts'
import type { Db } from '../../database/connection.ts'
import { openHeadsFile, readHeadsIfThere } from '../../ledger/heads-file.ts'
import { replayNeeded } from '../../ledger/replay-needed.ts'
import { ok, problem, warning, type Check } from './check.ts'

/** Whether the database is behind the known heads of the ledger, and what was said of that. */
export async function checkLedger(
  db: Db,
  { ledgerHeads }: Pick<Config, 'ledgerHeads'>,
): Promise<Check> {
  const check = 'ledger'
  if (ledgerHeads === undefined) {
    const cure = 'set UNSAID_LEDGER_HEADS to a file outside the database'
    return warning(check, 'not checkable: no heads of it are known outside the database', cure)
  }
  const behind = [...(await replayNeeded(db, openHeadsFile(ledgerHeads)))]
  if (behind.length > 0) {
    const message = `replay_needed: the database was restored from before a known redaction, and its conversations are not given out, in ${behind.join(', ')}`
    return problem(check, message, 'replay its newest export with `unsaid ledger replay FILE`')
  }
  const losses = (await readHeadsIfThere(ledgerHeads)).filter(
    (line) => line.type === 'restored' && line.lossAccepted,
  )
  if (losses.length > 0) {
    const where = [...new Set(losses.map(({ workspace }) => workspace))].join(', ')
    const cure = 'nothing brings it back: what was redacted then may be there again'
    return warning(check, `accepted loss: ${String(losses.length)}, in ${where}`, cure)
  }
  return ok(check, 'the database knows all that its known heads vouch for')
}
