import { Kysely, PostgresDialect, type QueryExecutorProvider } from 'kysely'
import { newPool } from '../database/connection.ts'
import { StartError } from '../failure.ts'
import type { Catalog } from '../maps/catalog/catalog.ts'
import { readCatalog } from '../maps/catalog/read-catalog.ts'
import { checkMap, type CheckedMap } from '../maps/check/check-map.ts'
import { classColumns } from '../maps/check/class-columns.ts'
import { tableLookup } from '../maps/check/table-lookup.ts'
import { readClassValues } from '../maps/read-class-values.ts'
import type { LocatedMap } from '../maps/read/located-map.ts'
import { postgresUrl } from '../postgres-url.ts'
import { explainFailure } from '../setup/explain-failure.ts'
import type { CommandSession } from './session.ts'
import { UsageError } from './usage-error.ts'

interface Where {
  readonly databaseUrl?: string
  readonly schema: string
  readonly data: boolean
}

/** Reads catalog and kinds in one read-only look, as whatever login the URL has. */
export async function checkedInDatabase(
  session: CommandSession,
  located: LocatedMap,
  where: Where,
): Promise<CheckedMap> {
  const { url, variable } = namedUrl(session, where)
  const pool = newPool({ connectionString: url, max: 1 })
  const dialect = new PostgresDialect({ pool })
  const db = session.closing.opened(new Kysely<never>({ dialect }), (one) => one.destroy())
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (trx) => (await checkedIn(trx, located, where)).checked)
  } catch (error) {
    throw explainFailure(error, variable)
  }
}

export interface CheckedIn {
  readonly checked: CheckedMap
  readonly catalog: Catalog
}

/** Holds a map against the schema that a transaction sees. */
export async function checkedIn(
  trx: QueryExecutorProvider,
  located: LocatedMap,
  { schema, data }: Omit<Where, 'databaseUrl'>,
): Promise<CheckedIn> {
  const catalog = await readCatalog(trx, schema)
  if (catalog.tables.length === 0) {
    throw new UsageError(`schema ${schema} has no tables: name theirs with --schema`)
  }
  const kinds = data ? await kindsIn(trx, located, catalog) : undefined
  return { checked: checkMap(located, catalog, kinds), catalog }
}

function kindsIn(trx: QueryExecutorProvider, located: LocatedMap, catalog: Catalog) {
  return readClassValues(trx, catalog.schema, classColumns(located, tableLookup(catalog)))
}

function namedUrl({ config }: CommandSession, { databaseUrl }: Where) {
  if (databaseUrl !== undefined) {
    if (!postgresUrl.safeParse(databaseUrl).success) {
      throw new UsageError(
        '--database-url must be a postgres:// URL without the parameter `options`',
      )
    }
    return { url: databaseUrl, variable: '--database-url' }
  }
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, variable: 'DATABASE_URL' }
  throw new StartError('no database to check: set DATABASE_URL, or give --database-url')
}
