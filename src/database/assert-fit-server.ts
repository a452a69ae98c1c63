import { sql, type QueryExecutorProvider } from 'kysely'
import { StartError } from '../failure.ts'

/**
 * Customers write in every script: a database of another encoding refuses some of their messages.
 *
 * @throws StartError
 */
export async function assertFitServer(db: QueryExecutorProvider): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(db)
  const encoding = rows[0]?.encoding ?? ''
  if (encoding === 'UTF8') return
  throw new StartError(
    `the database's encoding is ${encoding}: create another one with ` +
      "`create database … encoding 'UTF8' template template0`",
  )
}
