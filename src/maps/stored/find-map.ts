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
  const form = FORMS[tenantType] ?? ANY
  return {
    tenantColumn: row.column ?? undefined,
    tenantType,
    isTenant: (value) => form.test(value),
  }
}

const WHOLE = /^(?:0|-?[1-9]\d{0,17})$/
const ANY = /^[^\0]*$/

/** As Postgres writes them: by 7 and 007 one tenant would be two workspaces. */
const FORMS: Readonly<Record<string, RegExp>> = {
  int2: WHOLE,
  int4: WHOLE,
  int8: WHOLE,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
}
