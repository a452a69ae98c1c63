import { sql, type QueryExecutorProvider } from 'kysely'
import type { TestDatabase } from '../database-test.ts'

/** What a restored backup puts back. */
const TABLES = [
  ...['conversation', 'conversation_part', 'conversation_contact', 'contact', 'job', 'wakeup'],
  'contact_key',
  ...['suppression', 'erasure', 'certificate', 'job_list', 'job_chunk', 'job_item'],
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
        const columns = await columnsOf(trx, table)
        await sql`insert into ${sql.table(`unsaid.${table}`)} (${columns})
                  select ${columns} from ${sql.table(`public.kept_${table}`)}`.execute(trx)
      }
    })
}

/** Those that Postgres computes can't be put in. */
async function columnsOf(db: QueryExecutorProvider, table: string) {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
     where attrelid = ${`unsaid.${table}`}::regclass and attnum > 0
       and not attisdropped and attgenerated = ''`.execute(db)
  return sql.join(rows.map(({ name }) => sql.ref(name)))
}
