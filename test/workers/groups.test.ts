import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, type TestAPI } from 'vitest'
import { createLanes } from '../../src/gathering/lanes.ts'
import type { RawRequest } from '../../src/jobs/accept-raw.ts'
import { createLogger } from '../../src/logger.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { createSingles, type Singles } from '../../workers/singles/singles.ts'
import { test as base, createTestDatabase, type TestDatabase } from '../database-test.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { partOf, sourceOf, storeConversations } from '../scene/stored-conversations.ts'
import { waitsForAPart } from './app-connections.ts'
import { holdPart } from './held-part.ts'
import { acceptAll, onRewriteOf, outcomeCounts, outcomesOf } from './job-rows.ts'

interface Scene {
  readonly database: TestDatabase
  readonly singles: Singles
}

/** A database of the test's own, and a worker's singles with one lane. */
const test: TestAPI<{ scene: Scene }> = base.extend<{ scene: Scene }>({
  scene: async ({}, use) => {
    const { database, close } = await createTestDatabase()
    await storeConversations(database.db, { conversations: 20, parts: 6 })
    const singles = createSingles(database.db, createLogger('silent'), createLanes(1))
    await use({ database, singles })
    await close()
  },
})

const parts = (count: number) =>
  Array.from({ length: count }, (_, at) => partOf(Math.floor(at / 5), at % 5))

const raw = (request: RedactionRequest, id: string = randomUUID()): RawRequest => ({
  ...{ id, request, reason: undefined },
})

const runAlone = (singles: Singles, jobs: readonly string[], workspace = 'default') =>
  jobs.map((job) => singles.runJobs(workspace, [job], false))

describe('deliveries of the same moment', () => {
  test('are one transaction', async ({ scene: { database, singles } }) => {
    const jobs = await acceptAll(database, parts(60))
    await Promise.all(runAlone(singles, jobs))
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 60 })
    expect(await transactions(database)).toEqual({ entries: 1, commits: 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('that come while the lane is busy run together after it, and are seen to wait', async ({
    scene: { database, singles },
  }) => {
    const holder = await holdPart(database, 'p0-0')
    const [held, ...others] = await acceptAll(database, parts(40))
    const first = singles.runJobs('default', [held!], false)
    await pollUntil(
      () => waitsForAPart(database),
      (waits) => waits,
      { every: 10 },
    )
    expect(singles.oldestWait()).toBe(0)
    const rest = runAlone(singles, others)
    expect(singles.oldestWait()).toBeGreaterThan(0)

    await holder.end()
    await Promise.all([first, ...rest])
    expect(await outcomeCounts(database, others)).toEqual({ redacted: 39 })
    expect((await transactions(database)).entries).toBeLessThanOrEqual(2)
    expect(singles.oldestWait()).toBe(0)
  })

  test('with messages that fail end those alone', async ({ scene: { database, singles } }) => {
    for (const poison of ['p2-1', 'p9-4']) {
      await onRewriteOf(database, poison, `raise exception 'poison %', old.body;`)
    }
    const jobs = await acceptAll(database, parts(60))
    await Promise.all(runAlone(singles, jobs))
    const outcomes = await outcomesOf(database, jobs)
    const failed = outcomes.flatMap((one, at) => (one === 'failed/server_error' ? at : []))
    expect(failed).toEqual([2 * 5 + 1, 9 * 5 + 4])
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 58, 'failed/server_error': 2 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('that name the same jobs have one effect', async ({ scene: { database, singles } }) => {
    const jobs = await acceptAll(database, [...parts(20), ...parts(20)])
    const deliveries = [jobs, jobs.toReversed(), jobs.slice(10), [jobs[0]!]]
    await Promise.all(deliveries.map((ids) => singles.runJobs('default', ids, false)))
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 20, already_redacted: 20 })
    expect(await transactions(database)).toEqual({ entries: 1, commits: 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('of two workspaces are never mixed', async ({ scene: { database, singles } }) => {
    const other = `w-${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, other)
    await storeConversations(database.db, { conversations: 4, parts: 6, workspace: other })
    const ours = await acceptAll(database, parts(20))
    const theirs = await acceptAll(database, parts(20), other)
    await Promise.all([
      ...ours.flatMap((job, at) => [
        singles.runJobs('default', [job], false),
        singles.runJobs(other, [theirs[at]!], false),
      ]),
      ...runAlone(singles, theirs, 'default'),
    ])
    expect(await outcomeCounts(database, [...ours, ...theirs])).toEqual({ redacted: 40 })
    expect(await transactions(database)).toEqual({ entries: 2, commits: 2 })
    expect(await disagreements(database)).toEqual(NONE)
  })
})

describe('raw jobs of the same moment', () => {
  test('are accepted and ended by one commit, without a wakeup', async ({
    scene: { database, singles },
  }) => {
    await recordWakeups(database)
    const requests = [...parts(40), partOf(1, 5), sourceOf(4), partOf(99, 0), partOf(0, 0)]
    const raws = requests.map((request) => raw(request))
    const isNew = await Promise.all(raws.map((one) => singles.runRaw('default', one, false)))
    expect(isNew).toEqual(Array(44).fill(true))
    const outcomes = await outcomesOf(
      database,
      raws.map(({ id }) => id),
    )
    expect(outcomes.slice(40)).toEqual([
      'not_redactable/part_has_no_body',
      'not_redactable/source_not_from_contact',
      'not_found',
      'already_redacted',
    ])
    expect(await transactions(database)).toEqual({ entries: 1, commits: 1 })
    expect(await wakeupsEver(database)).toBe(0)
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('of one id make one job, and a stored one stands', async ({
    scene: { database, singles },
  }) => {
    const [stored, waiting] = await acceptAll(database, [partOf(1, 0), partOf(1, 1)])
    await singles.runJobs('default', [stored!], false)
    const raws = [raw(partOf(2, 0), 'twice'), raw(partOf(2, 1), 'twice'), raw(partOf(2, 2))]
    const known = [raw(partOf(3, 0), stored), raw(partOf(3, 1), waiting)]
    const isNew = await Promise.all(
      [...raws, ...known].map((one) => singles.runRaw('default', one, false)),
    )
    expect(isNew).toEqual([true, false, true, false, false])
    expect(await redactedParts(database)).toEqual(['p1-0', 'p1-1', 'p2-0', 'p2-2'])
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('with a message that fails end that alone, stored as failed', async ({
    scene: { database, singles },
  }) => {
    await onRewriteOf(database, 'p2-1', `raise exception 'poison %', old.body;`)
    const raws = parts(30).map((request) => raw(request))
    await Promise.all(raws.map((one) => singles.runRaw('default', one, false)))
    const ids = raws.map(({ id }) => id)
    expect((await outcomesOf(database, ids))[11]).toBe('failed/server_error')
    expect(await outcomeCounts(database, ids)).toEqual({ redacted: 29, 'failed/server_error': 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('that two workers run at once have one effect each', async ({ scene: { database } }) => {
    const raws = [...parts(40), partOf(99, 0)].map((request) => raw(request))
    const workers = Array.from({ length: 4 }, () =>
      createSingles(database.db, createLogger('silent'), createLanes(1)),
    )
    const isNew = await Promise.all(
      workers.flatMap((one, at) =>
        (at % 2 ? raws : raws.toReversed()).map((job) => one.runRaw('default', job, false)),
      ),
    )
    expect(isNew.filter((one) => one)).toHaveLength(41)
    const ids = raws.map(({ id }) => id)
    expect(await outcomeCounts(database, ids)).toEqual({ redacted: 40, not_found: 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('wait for a held message alone, and come back by their wakeup', async ({
    scene: { database, singles },
  }) => {
    const holder = await holdPart(database, 'p0-1')
    onTestFinished(() => holder.end().catch(() => undefined))
    const raws = parts(10).map((request) => raw(request))
    await Promise.all(raws.map((one) => singles.runRaw('default', one, false)))
    const ids = raws.map(({ id }) => id)
    expect(await outcomeCounts(database, ids)).toEqual({ redacted: 9, none: 1 })
    await holder.end()
    await singles.runJobs('default', [ids[1]!], true)
    expect(await outcomeCounts(database, ids)).toEqual({ redacted: 10 })
    expect(await disagreements(database)).toEqual(NONE)
  })
})

/** How many ledger entries there are, and by how many transactions. */
async function transactions({ admin }: TestDatabase) {
  const { rows } = await sql<{ entries: number; commits: number }>`
    select count(*)::int as entries, count(distinct xmin::text)::int as commits
      from ledger_entry`.execute(admin)
  return rows[0]!
}

async function redactedParts({ admin }: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversation_part where redacted_at is not null order by id`.execute(admin)
  return rows.map(({ id }) => id)
}

async function recordWakeups({ admin }: TestDatabase): Promise<void> {
  await sql`create sequence unsaid.wakeups_ever`.execute(admin)
  await sql`
    create function unsaid.count_wakeup() returns trigger language plpgsql security definer as
      $$ begin perform nextval('unsaid.wakeups_ever'); return new; end $$`.execute(admin)
  await sql`
    create trigger count_wakeup before insert on wakeup for each row
      execute function unsaid.count_wakeup()`.execute(admin)
}

async function wakeupsEver({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ ever: number }>`
    select case when is_called then last_value else 0 end::int as ever
      from wakeups_ever`.execute(admin)
  return rows[0]!.ever
}
