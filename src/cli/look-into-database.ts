import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { newPool } from '../database/connection.ts'
import { StartError } from '../failure.ts'
import { postgresUrl } from '../postgres-url.ts'
import { explainFailure } from '../setup/explain-failure.ts'
import type { CommandSession } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface LookIntoOptions {
  readonly databaseUrl?: string
}

/**
 * Looks into a database that need not be Unsaid's, as whatever login the URL has: in one
 * transaction that sees one moment and can't write.
 *
 * @param what is done there, for who names no database: `to check`
 */
export async function lookIntoDatabase<T>(
  session: CommandSession,
  options: LookIntoOptions,
  what: string,
  look: (trx: Transaction<never>) => Promise<T>,
): Promise<T> {
  const { url, variable } = namedUrl(session, options, what)
  const pool = newPool({ connectionString: url, max: 1 })
  const dialect = new PostgresDialect({ pool })
  const db = session.closing.opened(new Kysely<never>({ dialect }), (one) => one.destroy())
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(look)
  } catch (error) {
    throw explainFailure(error, variable)
  }
}

function namedUrl({ config }: CommandSession, { databaseUrl }: LookIntoOptions, what: string) {
  if (databaseUrl !== undefined) {
    if (!postgresUrl.safeParse(databaseUrl).success) {
      throw new UsageError(
        '--database-url must be a postgres:// URL without the parameter `options`',
      )
    }
    return { url: databaseUrl, variable: '--database-url' }
  }
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, variable: 'DATABASE_URL' }
  throw new StartError(`no database ${what}: set DATABASE_URL, or give --database-url`)
}
