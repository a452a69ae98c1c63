import { sql, type QueryExecutorProvider } from 'kysely'

/**
 * The caller's own transaction: Kysely's, or a node-postgres client between BEGIN and COMMIT. It
 * may belong to another login than ours.
 */
export type CallersTransaction = KyselyTransaction | PgClient

interface KyselyTransaction extends QueryExecutorProvider {
  readonly isTransaction: boolean
}

interface PgClient {
  query(text: string, values: unknown[]): Promise<unknown>
}

/** @throws TypeError when a commit or rollback of the caller's could not take effect */
export function assertTransaction(trx: CallersTransaction): void {
  const isOne = 'query' in trx ? !('totalCount' in trx) : trx.isTransaction
  if (isOne) return
  throw new TypeError('`trx` must be a transaction of Kysely or one client of node-postgres')
}

/** Calls `unsaid.accept` as part of the transaction. */
export async function callAccept(
  trx: CallersTransaction,
  workspace: string,
  ask: string,
): Promise<void> {
  if ('query' in trx) {
    await trx.query('select unsaid.accept($1, array[$2]::jsonb[])', [workspace, ask])
  } else {
    await sql`select unsaid.accept(${workspace}, array[${ask}]::jsonb[])`.execute(trx)
  }
}
