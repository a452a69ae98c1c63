import { sql, type QueryExecutorProvider } from 'kysely'

/** A map that was added. */
export interface ListedMap {
  readonly name: string
  readonly version: number
  readonly schema: string
  readonly system: string
  readonly added_at: Date
  /** Ids of the workspaces that use it. */
  readonly workspaces: readonly string[]
}

/** All maps that were added, by name. */
export async function listMaps(db: QueryExecutorProvider): Promise<readonly ListedMap[]> {
  const { rows } = await sql<ListedMap>`
    select name, version, schema_name as schema, system, added_at, workspaces
      from unsaid.data_maps()`.execute(db)
  return rows
}
