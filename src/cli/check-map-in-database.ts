import type { QueryExecutorProvider } from 'kysely'
import type { Catalog } from '../maps/catalog/catalog.ts'
import { readCatalog } from '../maps/catalog/read-catalog.ts'
import { checkMap, type CheckedMap } from '../maps/check/check-map.ts'
import { classColumns } from '../maps/check/class-columns.ts'
import { tableLookup } from '../maps/check/table-lookup.ts'
import { readClassValues } from '../maps/read-class-values.ts'
import type { LocatedMap } from '../maps/read/located-map.ts'
import { lookIntoDatabase, type LookIntoOptions } from './look-into-database.ts'
import type { CommandSession } from './session.ts'
import { WRITTEN_SCHEMAS } from '../setup/assert-writable.ts'
import { UsageError } from './usage-error.ts'

interface Where extends LookIntoOptions {
  readonly schema: string
  readonly data: boolean
}

/** Reads catalog and kinds in one read-only look. */
export function checkedInDatabase(
  session: CommandSession,
  located: LocatedMap,
  where: Where,
): Promise<CheckedMap> {
  return lookIntoDatabase(
    session,
    where,
    'to check',
    async (trx) => (await checkedIn(trx, located, where)).checked,
  )
}

export interface CheckedIn {
  readonly checked: CheckedMap
  readonly catalog: Catalog
}

const OWN_SCHEMAS: ReadonlySet<string> = new Set(WRITTEN_SCHEMAS)

/** Holds a map against the schema that a transaction sees. */
export async function checkedIn(
  trx: QueryExecutorProvider,
  located: LocatedMap,
  { schema, data }: Omit<Where, 'databaseUrl'>,
): Promise<CheckedIn> {
  if (OWN_SCHEMAS.has(schema)) throw new UsageError(`schema ${schema} is Unsaid's own`)
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
