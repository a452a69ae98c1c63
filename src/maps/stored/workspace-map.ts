import { sql, type QueryExecutorProvider } from 'kysely'
import type { Catalog } from '../catalog/catalog.ts'
import type { DataMap } from '../format/map-format.ts'

/** A map as it was added: what it says, and the tables as they were seen then. */
export interface AddedMap {
  readonly name: string
  /** Counts up each time it is added. */
  readonly version: number
  readonly map: DataMap
  readonly catalog: Catalog
}

/** The map that a workspace uses. */
export interface WorkspaceMap extends AddedMap {
  /** What its rows bear in the workspace column; null where a database is one workspace. */
  readonly tenant: string | null
}

interface Row {
  readonly name: string | null
  readonly version: number
  readonly definition: DataMap
  readonly catalog: Catalog
  readonly tenant: string | null
}

/**
 * Finds the map of a workspace.
 *
 * @returns null where its messages stand in our own tables, undefined where there is no such workspace
 */
export async function findWorkspaceMap(
  db: QueryExecutorProvider,
  workspace: string,
): Promise<WorkspaceMap | null | undefined> {
  const { rows } = await sql<Row>`
    select name, version, definition, catalog, tenant from unsaid.map_of(${workspace})`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { name, definition: map, ...rest } = row
  return name === null ? null : { ...rest, name, map }
}

/** The version of a map as it stands now; undefined where it was removed. */
export async function mapVersion(
  db: QueryExecutorProvider,
  name: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number | null }>`
    select unsaid.map_version(${name}) as version`.execute(db)
  return rows[0]?.version ?? undefined
}
