import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { RedactionRequest } from '../../../src/request/redaction-request.ts'
import type { TestDatabase } from '../../database-test.ts'
import { describeBackends } from '../../each-backend.ts'
import { acceptAll, asAdmin, outcomeCounts } from '../../workers/job-rows.ts'
import { disagreements, NONE } from '../../scene/disagreements.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../../scene/queue-scene.ts'
import { seededRandom, type SeededRandom } from '../../scene/seeded-random.ts'
import { stopWorkers } from '../stop-workers.ts'
import { storeConversations } from '../../scene/stored-conversations.ts'
import { atScale } from '../../scene/at-scale.ts'

/** 200,000 and 1, 2 and 4 worker processes are what docs/performance.md tells of. */
const SINGLES = Number(process.env.UNSAID_MANY_SINGLES ?? atScale({ small: 500, full: 4_000 }))
const WORKERS = Number(process.env.UNSAID_MANY_WORKERS ?? 2)

/** Conversations have 20 parts with a body, and a source. */
const PARTS = 20
const CONVERSATIONS = Math.ceil(SINGLES / PARTS)

const TIMEOUT = 600_000

describeBackends(`${SINGLES} singles, ${WORKERS} worker processes`, (kind) => {
  test(
    'over overlapping targets have one effect each, without a deadlock',
    {
      timeout: TIMEOUT,
    },
    async () => {
      const scene = await openQueueScene(kind)
      const random = seededRandom(`many singles on ${kind}`)
      const stock = await storeConversations(scene.database.db, {
        ...{ conversations: CONVERSATIONS, parts: PARTS + 1 },
      })
      const targets = [...stock.sources, ...stock.parts]
      const requests = Array.from({ length: SINGLES }, (_, nth) =>
        random.next() < 0.3
          ? targets[random.below(nth + 1) % targets.length]!
          : random.pick(targets),
      )
      const jobs = await acceptMany(scene.database, requests)
      const twice = [...jobs, ...jobs.filter(() => random.next() < 0.3)]
      report(`overlapping on ${kind}`, await drain(scene, shuffled(twice, random)))
      expect(await outcomeCounts(scene.database, jobs)).toEqual({
        redacted: new Set(requests).size,
        already_redacted: SINGLES - new Set(requests).size,
      })
      expect(await disagreements(scene.database)).toEqual(NONE)
      expect(await deadlocks(scene.database)).toBe(0)
    },
  )

  test.for([
    { name: 'without a bad row', every: 0 },
    { name: 'with 20 bad rows', every: Math.ceil(SINGLES / 20) },
    { name: 'with a bad row in each group of 500', every: 500 },
  ])(
    '$name, those fail, and all others are redacted',
    { timeout: TIMEOUT },
    async ({ name, every }) => {
      const scene = await openQueueScene(kind)
      const stock = await storeConversations(scene.database.db, {
        ...{ conversations: CONVERSATIONS, parts: PARTS + 1 },
      })
      const requests = stock.parts.slice(0, SINGLES)
      const bad = every === 0 ? [] : requests.filter((_, nth) => nth % every === 0)
      await raiseOn(scene.database, bad)
      const jobs = await acceptMany(scene.database, requests)
      report(`${name} on ${kind}`, await drain(scene, jobs))
      expect(await outcomeCounts(scene.database, jobs)).toEqual({
        redacted: SINGLES - bad.length,
        ...(bad.length > 0 && { 'failed/server_error': bad.length }),
      })
      expect(await disagreements(scene.database)).toEqual(NONE)
      expect(await deadlocks(scene.database)).toBe(0)
    },
  )
})

async function acceptMany(
  database: TestDatabase,
  requests: readonly RedactionRequest[],
): Promise<string[]> {
  const jobs: string[] = []
  for (let from = 0; from < requests.length; from += 1_000) {
    jobs.push(...(await acceptAll(database, requests.slice(from, from + 1_000))))
  }
  return jobs
}

/** Delivers jobs in the groups in which a door would, and lets workers run them. @returns seconds */
async function drain(scene: QueueScene, jobs: readonly string[]): Promise<number> {
  for (let from = 0; from < jobs.length; from += 100) {
    await scene.queue.deliver('default', jobs.slice(from, from + 100))
  }
  const workers = Array.from({ length: WORKERS }, () => scene.startWorker())
  await Promise.all(workers.map((worker) => worker.ready))
  await pollUntil(
    () => isUnsettled(scene.database),
    (unsettled) => !unsettled,
    { within: TIMEOUT, every: 50 },
  )
  await stopWorkers(workers)
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from max(finished_at) - min(finished_at))::float8 as seconds from job`.execute(
    scene.database.admin,
  )
  return rows[0]!.seconds
}

async function isUnsettled({ admin }: TestDatabase): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select exists (select from wakeup) or exists (select from job_start) as left`.execute(admin)
  return rows[0]!.left
}

function report(what: string, seconds: number): void {
  const rate = Math.round(SINGLES / seconds)
  process.stdout.write(`${what}: ${SINGLES} singles in ${seconds.toFixed(1)} s, ${rate}/s\n`)
}

/** A trigger of the parts' table that no bad row passes; without one there is none. */
async function raiseOn(
  database: TestDatabase,
  requests: readonly RedactionRequest[],
): Promise<void> {
  if (requests.length === 0) return
  const ids = requests.flatMap((one) =>
    one.type === 'conversation_part' ? `('${one.conversationPartId}')` : [],
  )
  await asAdmin(
    database,
    `create table unsaid.bad_row (id text collate "C" primary key)`,
    `insert into unsaid.bad_row values ${ids.join(', ')}`,
    `grant select on unsaid.bad_row to public`,
    `create function unsaid.raise_on_bad() returns trigger language plpgsql as $$
       begin
         if exists (select from unsaid.bad_row where id = old.id) then
           raise exception 'a bad row';
         end if;
         return new;
       end $$`,
    `create trigger raise_on_bad before update on unsaid.conversation_part for each row
       execute function unsaid.raise_on_bad()`,
  )
}

async function deadlocks({ admin }: TestDatabase): Promise<number> {
  await sql`select pg_stat_clear_snapshot()`.execute(admin)
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks::int from pg_stat_database where datname = current_database()`.execute(admin)
  return rows[0]!.deadlocks
}

function shuffled<T>(list: readonly T[], random: SeededRandom): T[] {
  return list
    .map((one) => ({ one, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
}
