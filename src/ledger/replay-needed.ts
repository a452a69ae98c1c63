import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import type { HeadsFile } from './heads-file.ts'

/**
 * The workspaces whose newest known head the database does not know: it was restored from before
 * it, and what was redacted since must be redacted again, by `unsaid ledger replay`.
 */
export async function replayNeeded(db: Db, heads: HeadsFile): Promise<ReadonlySet<string>> {
  const newest = [...(await heads.newest()).values()].filter(({ seq }) => seq > 0)
  if (newest.length === 0) return new Set()

  const { rows } = await sql<{ workspace: string }>`
    select unknown_heads as workspace
      from unknown_heads(${newest.map((one) => one.workspace)}::text[],
                         ${newest.map((one) => one.seq)}::bigint[],
                         ${newest.map((one) => Buffer.from(one.hash, 'hex'))}::bytea[])`.execute(db)
  return new Set(rows.map(({ workspace }) => workspace))
}
