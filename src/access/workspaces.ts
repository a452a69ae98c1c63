import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'

/** All workspaces, by id. */
export async function listWorkspaces(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select workspaces as id from workspaces()`.execute(db)
  return rows.map((row) => row.id)
}

/** Where the messages of a workspace stand, if not in our own tables. */
export interface WorkspaceOnMap {
  /** A map that was added. */
  readonly map: string
  /** What its rows bear in the workspace column; null where a database is one workspace. */
  readonly tenant: string | null
}

/** @returns false when it exists already */
export async function createWorkspace(
  db: Db,
  workspace: string,
  on?: WorkspaceOnMap,
): Promise<boolean> {
  const call = on
    ? sql`create_workspace_on_map(${workspace}, ${on.map}, ${on.tenant})`
    : sql`create_workspace(${workspace})`
  const { rows } = await sql<{ created: boolean }>`select ${call} as created`.execute(db)
  return rows[0]?.created ?? false
}
