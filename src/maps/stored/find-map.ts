import { sql, type QueryExecutorProvider } from 'kysely'

/** A map that was added, as far as making a workspace needs it. */
export interface FoundMap {
  /** Undefined: the database is one workspace. */
  readonly tenantColumn: string | undefined
  readonly tenantType: string
  isTenant(value: string): boolean
}

/** Finds a map by its name. */
export async function findMap(
  db: QueryExecutorProvider,
  name: string,
): Promise<FoundMap | undefined> {
  const { rows } = await sql<{ column: string | null; base: string | null }>`
    select tenant_column as column, tenant_type as base from unsaid.map_tenant(${name})`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const tenantType = row.base ?? 'text'
  const isWhole = /^int[248]$/.test(tenantType)
  return {
    tenantColumn: row.column ?? undefined,
    tenantType,
    isTenant: (value) => (isWhole ? /^-?\d{1,18}$/.test(value) : !value.includes('\0')),
  }
}
