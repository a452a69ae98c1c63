import type { Db } from '../../src/database/connection.ts'
import type { Head } from '../../src/ledger/head.ts'
import { verifyLedger, type Verification } from '../../src/ledger/verify-ledger.ts'
import { storeOf } from '../../src/redact/store-of.ts'

/** Verifies a ledger against the messages of a workspace, as the command does. */
export async function verifyOwnLedger(
  db: Db,
  workspace: string,
  heads: readonly Head[],
): Promise<Verification> {
  const store = await storeOf(db, workspace)
  const messages = store.messagesOf(workspace)
  return verifyLedger(db, workspace, { messages, heads })
}
