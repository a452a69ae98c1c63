import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import type { Head } from './head.ts'

/** Entries that one call seals at most: it hashes about 100 KB for a full one. */
const MOST = 500

export interface Sealing {
  /** How many entries this call has sealed. */
  readonly sealed: number
  /** The end of the chain now. */
  readonly head: Head
  /** Whether there may be more to seal. */
  readonly more: boolean
}

/** The workspaces that have entries without a seal. */
export async function unsealedWorkspaces(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select unsealed_workspaces as id from unsealed_workspaces()`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Seals entries of a workspace, as many as one call takes.
 *
 * @returns undefined when nothing is sealed there, or another session is sealing it now
 */
export async function sealEntries(
  db: Db,
  workspace: string,
  most = MOST,
): Promise<Sealing | undefined> {
  const { rows } = await sql<{
    sealed: number
    seq: string
    entry_id: string | null
    hash: string
  }>`
    select sealed, seq::text as seq, entry_id, hash
      from seal_entries(${workspace}, ${most}::integer)`.execute(db)
  const row = rows[0]
  if (row?.entry_id === null || row === undefined) return undefined
  const head = { workspace, seq: Number(row.seq), entryId: row.entry_id, hash: row.hash }
  return { sealed: row.sealed, head, more: row.sealed === most }
}
