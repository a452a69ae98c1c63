import { sql } from 'kysely'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { TestDatabase } from '../database-test.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { pollUntil } from '../scene/poll-until.ts'

/** While it plans, when so many chunks are stored, or with the certificate of its last look. */
export type GatePlace = 'planning' | number | 'end'

/** Stops an erasure in the middle of a transaction: all of it is written and nothing committed. */
export interface ErasureGate {
  /** Resolves when somebody waits. */
  waiting(): Promise<void>
  /** Lets through who waits, and closes at another place; at none, it stays open. */
  open(next?: GatePlace): Promise<void>
}

const LOCK = 4_243

export async function closeErasureGate(
  database: TestDatabase,
  place: GatePlace,
): Promise<ErasureGate> {
  const { admin, ownerUrl } = database
  await asAdmin(
    database,
    `create table unsaid.gate as select '${place}'::text as place`,
    `create function unsaid.wait_at_gate() returns trigger language plpgsql security definer as $$
     declare closed text := (select place from unsaid.gate);
     begin
       if closed = (case when tg_table_name = 'certificate' then 'end'
                        when tg_op = 'INSERT' then 'planning' end)
          or (tg_op = 'UPDATE' and closed ~ '^[0-9]+$' and closed::integer <= (
            select count(*) from unsaid.job_chunk where outcomes is not null)) then
         perform set_config('lock_timeout', '0', true);
         perform pg_advisory_xact_lock_shared(${LOCK});
       end if;
       return new;
     end $$`,
    ...['insert or update on unsaid.job_chunk', 'insert on unsaid.certificate'].map(
      (event) =>
        `create trigger wait_at_gate before ${event}
           for each row execute function unsaid.wait_at_gate()`,
    ),
  )
  const keeper = new pg.Client({ connectionString: ownerUrl })
  keeper.on('error', () => undefined) // its database is dropped before it ends
  await keeper.connect()
  onTestFinished(() => keeper.end().catch(() => undefined))
  await keeper.query('select pg_advisory_lock($1)', [LOCK])
  return {
    async waiting() {
      const patience = { within: 60_000, every: 5 }
      await pollUntil(() => waitersAt(database), Boolean, patience)
    },
    async open(next) {
      await sql`update unsaid.gate set place = ${String(next ?? 'nowhere')}`.execute(admin)
      await keeper.query('select pg_advisory_unlock($1)', [LOCK])
      if (next !== undefined) await keeper.query('select pg_advisory_lock($1)', [LOCK])
    },
  }
}

async function waitersAt({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ waiters: number }>`
    select count(*)::int as waiters from pg_locks
     where locktype = 'advisory' and objid = ${LOCK} and not granted
       and database = (select oid from pg_database where datname = current_database())`.execute(
    admin,
  )
  return rows[0]!.waiters
}
