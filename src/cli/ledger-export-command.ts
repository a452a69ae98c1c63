import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportLedger } from '../ledger/export-ledger.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'

/** `unsaid ledger export`: NDJSON in any case. */
export async function ledgerExportCommand(options: CommonOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const lines = Readable.from(exportLedger(db, session.workspace))
    await pipeline(lines, process.stdout, { end: false }).catch((error: unknown) => {
      // A reader that went away has what it wanted.
      if (!process.stdout.destroyed) throw error
    })
    return EXIT.done
  })
}
