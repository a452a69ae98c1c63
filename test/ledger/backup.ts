import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'

/** What a restored backup puts back. */
const TABLES = [
  ...['conversation', 'conversation_part', 'conversation_contact', 'contact', 'job', 'wakeup'],
  ...['suppression', 'erasure', 'certificate', 'job_list'],
]
const LEDGER = ['ledger_entry', 'ledger_seal', 'ledger_unsealed']

/** Keeps the rows of now; gives back what puts them in the place of later ones. */
export async function takeBackup({ admin }: TestDatabase): Promise<() => Promise<void>> {
  const tables = [...TABLES, ...LEDGER]
  for (const table of tables) {
    await sql`drop table if exists ${sql.table(`public.kept_${table}`)}`.execute(admin)
    await sql`create table ${sql.table(`public.kept_${table}`)} as
                table ${sql.table(`unsaid.${table}`)}`.execute(admin)
  }
  return () =>
    admin.transaction().execute(async (trx) => {
      // As a restore does: no trigger runs.
      await sql`set local session_replication_role = replica`.execute(trx)
      for (const table of tables) {
        await sql`delete from ${sql.table(`unsaid.${table}`)}`.execute(trx)
        await sql`insert into ${sql.table(`unsaid.${table}`)}
                    table ${sql.table(`public.kept_${table}`)}`.execute(trx)
      }
    })
}
