import { sql } from 'kysely'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { TestDatabase } from '../database-test.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { pollUntil } from './poll-until.ts'

/** Stops chunks where their rows are rewritten and nothing is committed. */
export interface ChunkGate {
  /** Resolves when so many chunks wait that the gate lets none of them through. */
  waiting(chunks?: number): Promise<void>
  /** Lets through those that wait, and from now on as many as there may be stored. */
  open(stored: number): Promise<void>
}

const LOCK = 4_242

/** @param stored chunks that may be stored before the gate closes */
export async function closeGate(database: TestDatabase, stored: number): Promise<ChunkGate> {
  const { ownerUrl } = database
  await asAdmin(
    database,
    `create table unsaid.gate as select ${stored} as stored`,
    `create function unsaid.wait_at_gate() returns trigger language plpgsql security definer as $$
     begin
       if (select count(*) from unsaid.job_chunk where outcomes is not null)
            >= (select stored from unsaid.gate) then
         perform set_config('lock_timeout', '0', true);
         perform pg_advisory_xact_lock_shared(${LOCK});
       end if;
       return new;
     end $$`,
    `create trigger wait_at_gate before update on unsaid.job_chunk
       for each row when (new.outcomes is not null)
       execute function unsaid.wait_at_gate()`,
  )
  const keeper = new pg.Client({ connectionString: ownerUrl })
  keeper.on('error', () => undefined) // its database is dropped before it ends
  await keeper.connect()
  onTestFinished(() => keeper.end().catch(() => undefined))
  await keeper.query('select pg_advisory_lock($1)', [LOCK])
  return {
    async waiting(chunks = 1) {
      const patience = { within: 60_000, every: 5 }
      await pollUntil(
        () => waitersAt(database),
        (waiters) => waiters >= chunks,
        patience,
      )
    },
    async open(next) {
      await sql`update unsaid.gate set stored = ${next}`.execute(database.admin)
      await keeper.query('select pg_advisory_unlock($1)', [LOCK])
      await keeper.query('select pg_advisory_lock($1)', [LOCK])
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
