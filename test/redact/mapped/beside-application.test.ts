import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, onTestFinished } from 'vitest'
import { showBusy } from '../../../src/bulk/busy-lock.ts'
import { takeSlot } from '../../../src/bulk/take-slot.ts'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { createLogger } from '../../../src/logger.ts'
import { runChunk } from '../../../workers/chunks/run-chunk.ts'
import { acceptedList, outcomesOfItems } from '../../bulk/accepted-list.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, locatedMap } from '../../maps/help-desk.ts'
import { closeGate } from '../../scene/chunk-gate.ts'
import { asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { asAdmin } from '../../workers/job-rows.ts'
import { HELP_DESK_ROWS, helpDeskRows } from './help-desk-rows.ts'

const WORKSPACE = 'desk'
const logger = createLogger('silent')

/** A message of Ada's with a file and an event, and one of Bob's with a file. */
const [ADAS, BOBS] = [
  { type: 'conversation_part', conversation_id: '10', conversation_part_id: '100' },
  { type: 'conversation_part', conversation_id: '20', conversation_part_id: '200' },
]

test.beforeAll(async ({ database }) => {
  const located = locatedMap(HELP_DESK_YAML)
  await makeMapped(database, located, HELP_DESK_SQL + HELP_DESK_ROWS, { [WORKSPACE]: null })
})

/** A session of their application, in a transaction. */
async function theirSession({ ownerUrl }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => undefined) // its database is dropped before it ends
  await client.connect()
  onTestFinished(() => client.end().catch(() => undefined))
  await client.query('begin')
  return client
}

/** Resolves when so many sessions wait for a row that another has. */
async function rowsWaitedFor({ admin }: TestDatabase, sessions: number): Promise<void> {
  const asked = () =>
    sql<{ count: number }>`
      select count(distinct pid)::int as count from pg_locks
       where not granted and locktype in ('transactionid', 'tuple')`.execute(admin)
  const patience = { within: 60_000, every: 2 }
  await pollUntil(asked, ({ rows }) => (rows[0]?.count ?? 0) >= sessions, patience)
}

function accept({ db }: TestDatabase, ...messages: readonly object[]): Promise<string> {
  return acceptedList(db, messages, { workspace: WORKSPACE, chunkSize: 1 })
}

const LOCK = 5_151

/** Stops whoever rewrites a reply, with its row locked, until the keeper ends. */
async function closeReplies(database: TestDatabase): Promise<pg.Client> {
  await asOwnerOf(database, (owner) =>
    sql`create function wait_here() returns trigger language plpgsql security definer
          set lock_timeout = 0 as $$
        begin perform pg_advisory_xact_lock_shared(${sql.lit(LOCK)}); return new; end $$;
        create trigger wait_here before update of body on replies
          for each row execute function wait_here()`.execute(owner),
  )
  onTestFinished(() =>
    asOwnerOf(database, async (owner) => {
      await sql`drop function wait_here() cascade`.execute(owner)
    }),
  )
  const keeper = await theirSession(database)
  await keeper.query('select pg_advisory_lock($1)', [LOCK])
  return keeper
}

async function isAtGate({ admin }: TestDatabase): Promise<boolean> {
  const { rows } = await sql`
    select from pg_locks where locktype = 'advisory' and objid = ${LOCK} and not granted`.execute(
    admin,
  )
  return rows.length > 0
}

describe('a deadlock with their application', () => {
  test('costs them no error, though they have waited for us before we wait for them', async ({
    database,
  }) => {
    const keeper = await closeReplies(database)
    const job = await accept(database, ADAS)
    const running = runChunk(database.db, WORKSPACE, { job, chunk: 1 }, logger)
    await pollUntil(() => isAtGate(database), Boolean, { within: 60_000, every: 2 })

    const theirs = await theirSession(database)
    await theirs.query('update files set path = path where reply_id = 100')
    const waiting = theirs.query('update replies set edited_at = now() where id = 100')
    await rowsWaitedFor(database, 1)
    await keeper.end()

    expect((await waiting).rowCount).toBe(1)
    await theirs.query('commit')
    await running
    expect(await outcomesOfItems(database.db, job, WORKSPACE)).toEqual(['redacted'])
    expect(JSON.stringify(await helpDeskRows(database))).not.toContain('SECRET-first')
  })
})

/** Resolves when two transactions, one after the other, have waited for a row. */
async function waitedForTwice({ admin }: TestDatabase): Promise<void> {
  const seen = new Set<string>()
  const look = async () => {
    const { rows } = await sql<{ began: string }>`
      select xact_start::text as began from pg_stat_activity
       where wait_event_type = 'Lock' and datname = current_database()`.execute(admin)
    for (const { began } of rows) seen.add(began)
    return seen.size
  }
  await pollUntil(look, (count) => count >= 2, { within: 60_000, every: 2 })
}

describe('a row that their application holds for a moment', () => {
  test('is asked for again, with nothing held meanwhile', async ({ database }) => {
    const theirs = await theirSession(database)
    await theirs.query('update replies set edited_at = now() where id = 102')
    const message = { ...ADAS, conversation_part_id: '102' }
    const job = await accept(database, message)
    const running = runChunk(database.db, WORKSPACE, { job, chunk: 1 }, logger)
    await waitedForTwice(database)
    await theirs.query('commit')
    await running
    expect(await outcomesOfItems(database.db, job, WORKSPACE)).toEqual(['redacted'])
  })
})

/** Runs a chunk of Bob's message, and does something while its rows are locked. */
async function meanwhile(database: TestDatabase, work: () => Promise<unknown>) {
  await asAdmin(database, `delete from unsaid.work_rate`)
  await asOwnerOf(database, (owner) =>
    sql`update replies set body = 'Bob again' where id = 200`.execute(owner),
  )
  const job = await accept(database, BOBS)
  const gate = await closeGate(database, 0)
  const running = runChunk(database.db, WORKSPACE, { job, chunk: 1 }, logger)
  await gate.waiting()
  const waited = work()
  await rowsWaitedFor(database, 1)
  await gate.open(1_000)
  await running
  await waited
  await asAdmin(database, 'drop table unsaid.gate', 'drop function unsaid.wait_at_gate() cascade')
}

describe('when somebody has waited for a chunk', () => {
  const touch = 'update replies set edited_at = now() where id = 200'

  test('all chunks of the workspace rest', async ({ database }) => {
    const theirs = await theirSession(database)
    await meanwhile(database, () => theirs.query(touch))
    await theirs.query('commit')
    const next = await accept(database, BOBS)
    expect(await takeSlot(database.db, WORKSPACE, { job: next, chunk: 1 })).toBeGreaterThan(0)
  })

  test('they do not rest for a lane of ours', async ({ database }) => {
    await meanwhile(database, () =>
      inWorkspace(database.db, WORKSPACE, async (trx) => {
        await showBusy(trx, WORKSPACE, { job: 'another', chunk: 1 })
        await sql.raw('update public.replies set edited_at = now() where id = 200').execute(trx)
      }),
    )
    const next = await accept(database, BOBS)
    expect(await takeSlot(database.db, WORKSPACE, { job: next, chunk: 1 })).toBe(0)
  })
})
