import { sql, type Kysely } from 'kysely'

/**
 * Gives the sealing a lock class of its own. It shared one with imports, and one import of 20,000
 * conversations held the ledger unsealed for 8.4 s (measured). The imports keep theirs, since one
 * of a process of the version before must still be waited for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_functiondef('unsaid.seal_entries(text, integer)'::regprocedure) as definition`.execute(
    db,
  )
  const definition = rows[0]?.definition ?? ''
  const changed = definition.replace('xact_lock(778203,', 'xact_lock(778204,')
  if (changed === definition) throw new Error('the function that seals is not as it was made')
  await sql.raw(changed).execute(db)
}
