import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { newPool } from '../database/connection.ts'
import { OWNER_OPTIONS } from '../database/server-settings.ts'
import { explainFailure } from '../setup/explain-failure.ts'
import { findPostgres } from '../setup/open-app.ts'
import type { CommandSession } from './session.ts'

/**
 * Runs work in one transaction as the owner of Unsaid's schema, which the app is not.
 *
 * @throws StartError with a message for the user
 */
export async function asOwner<T>(
  session: CommandSession,
  work: (owner: Transaction<unknown>) => Promise<T>,
): Promise<T> {
  const { config, closing, say, opening } = session
  const { ownerUrl, embedded } = await opening(findPostgres(config, { closing, say }))
  const pool = newPool({ connectionString: ownerUrl, max: 1, options: OWNER_OPTIONS })
  const dialect = new PostgresDialect({ pool })
  const db = closing.opened(new Kysely<unknown>({ dialect }), (one) => one.destroy())
  try {
    return await db.transaction().execute(work)
  } catch (error) {
    const named =
      config.ownerDatabaseUrl === undefined ? 'DATABASE_URL' : 'UNSAID_OWNER_DATABASE_URL'
    throw embedded ? error : explainFailure(error, named)
  }
}
