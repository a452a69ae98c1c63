import { sql } from 'kysely'
import { CONTACT_TYPES } from '../../request/contact-types.ts'
import { unixSecondsOf } from '../../conversation/unix-time.ts'
import type { Trx } from '../../database/in-workspace.ts'

/** What has no time that can be understood counts as old. */
export async function hasWrittenSince(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
  since: Date,
): Promise<boolean> {
  const isTheirs = sql`= any(${contacts}::text[])`
  const people = sql`${[...CONTACT_TYPES]}::text[]`
  const isLater = (data: string) =>
    sql`coalesce(${unixSecondsOf(sql`${sql.ref(data)} -> 'created_at'`)} >
      ${since.getTime() / 1_000}::numeric, false)`
  const { rows } = await sql<{ written: boolean }>`
    select exists (select from conversation_part
             where workspace_id = ${workspace} and author_id ${isTheirs}
               and author_type = any(${people}) and ${isLater('data')})
        or exists (select from conversation
             where workspace_id = ${workspace} and source_author_id ${isTheirs}
               and source_author_type = any(${people}) and ${isLater('data')}) as written`.execute(
    trx,
  )
  return rows[0]?.written ?? false
}
