import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'

/** All workspaces, by id. */
export async function listWorkspaces(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select workspaces as id from workspaces()`.execute(db)
  return rows.map((row) => row.id)
}

/** @returns false when it exists already */
export async function createWorkspace(db: Db, workspace: string): Promise<boolean> {
  const { rows } = await sql<{ created: boolean }>`
    select create_workspace(${workspace}) as created`.execute(db)
  return rows[0]?.created ?? false
}
