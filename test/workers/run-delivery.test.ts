import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { describe, expect, inject, onTestFinished, type TestAPI } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { createLogger } from '../../src/logger.ts'
import type { ReceivedDelivery } from '../../src/queue/start-delivery-worker.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { createDeliveryHandler } from '../../workers/singles/run-delivery.ts'
import { createSingles } from '../../workers/singles/singles.ts'
import { test as base, createTestDatabase, type TestDatabase } from '../database-test.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { partOf, sourceOf, storeConversations } from '../scene/stored-conversations.ts'
import { onServer } from '../postgres-server.ts'
import { holdPart } from './held-part.ts'
import { acceptAll, asAdmin, onRewriteOf, outcomeCounts, outcomesOf } from './job-rows.ts'

const logger = createLogger('silent')

interface Scene {
  readonly database: TestDatabase
  deliver(jobs: readonly string[], received?: Partial<ReceivedDelivery>): Promise<string>
}

/** A database of the test's own, with conversations to redact and a handler of deliveries. */
const test: TestAPI<{ scene: Scene }> = base.extend<{ scene: Scene }>({
  scene: async ({}, use) => {
    const { database, close } = await createTestDatabase()
    await storeConversations(database.db, { conversations: 60, parts: 6 })
    const handle = createDeliveryHandler(createSingles(database.db, logger), logger)
    await use({
      database,
      deliver: (jobs, received) =>
        handle({ v: 1, w: 'default', jobs, repeated: false, ...received }),
    })
    await close()
  },
})

const manyParts = (count: number) =>
  Array.from({ length: count }, (_, at) => partOf(Math.floor(at / 5), at % 5))

describe('a delivery', () => {
  test('gives duplicates in one group one effect', async ({ scene: { database, deliver } }) => {
    const requests = [partOf(0, 0), partOf(0, 0), sourceOf(0), sourceOf(0), partOf(0, 0)]
    const jobs = await acceptAll(database, requests)
    await deliver(jobs)
    const outcomes = await outcomesOf(database, jobs)
    expect(outcomes).toEqual([
      'redacted',
      'already_redacted',
      'redacted',
      'already_redacted',
      'already_redacted',
    ])
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('says of each target what the rules say', async ({ scene: { database, deliver } }) => {
    const jobs = await acceptAll(database, [
      partOf(1, 5),
      sourceOf(4),
      partOf(999, 0),
      partOf(1, 1),
    ])
    await deliver(jobs)
    expect(await outcomesOf(database, jobs)).toEqual([
      'not_redactable/part_has_no_body',
      'not_redactable/source_not_from_contact',
      'not_found',
      'redacted',
    ])
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('that runs ten times at once has one effect and keeps its first outcomes', async ({
    scene: { database },
  }) => {
    const jobs = await acceptAll(database, [...manyParts(50), ...manyParts(50)])
    const runs = Array.from({ length: 10 }, async (_, run) => {
      const db = openDatabase({ url: database.url, appRole: database.appRole, max: 2 })
      onTestFinished(() => db.destroy())
      const handle = createDeliveryHandler(createSingles(db, logger), logger)
      return handle({
        v: 1,
        w: 'default',
        jobs: run % 2 ? jobs.toReversed() : jobs,
        repeated: false,
      })
    })
    expect(new Set(await Promise.all(runs))).toEqual(new Set(['done']))
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 50, already_redacted: 50 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('naming jobs of another workspace does nothing to them', async ({
    scene: { database, deliver },
  }) => {
    const other = `w-${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, other)
    const jobs = await acceptAll(database, manyParts(3))
    expect(await deliver(jobs, { w: other })).toBe('done')
    expect(await deliver(jobs, { w: 'no-such-workspace', repeated: true })).toBe('done')
    expect(await outcomeCounts(database, jobs)).toEqual({ none: 3 })
  })

  test('with one row that fails fails that job alone', async ({ scene: { database, deliver } }) => {
    await onRewriteOf(
      database,
      'p7-3',
      `raise exception 'poison %', new.body using detail = new.body;`,
    )
    const jobs = await acceptAll(database, manyParts(200))
    await deliver(jobs)
    const at = 7 * 5 + 3
    expect((await outcomesOf(database, jobs))[at]).toBe('failed/server_error')
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 199, 'failed/server_error': 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('with a job whose outcome can not be stored ends all the others', async ({
    scene: { database, deliver },
  }) => {
    const jobs = await acceptAll(database, manyParts(20))
    await asAdmin(
      database,
      `create function unsaid.stuck() returns trigger language plpgsql as
         $$ begin raise exception 'stuck'; end $$`,
      `create trigger stuck before update on unsaid.job for each row
         when (old.id = '${jobs[3]!}') execute function unsaid.stuck()`,
    )
    expect(await deliver(jobs)).toBe('done')
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 19, none: 1 })
  })
})

describe('a conflict with another transaction', () => {
  test.for(['40P01', '40001'])('%s makes the whole group run again', async (code, { scene }) => {
    const { database, deliver } = scene
    await asAdmin(database, `create sequence unsaid.tries`, `grant all on unsaid.tries to public`)
    await onRewriteOf(
      database,
      'p2-2',
      `if nextval('unsaid.tries') = 1 then raise exception 'lost' using errcode = '${code}'; end if;`,
    )
    const jobs = await acceptAll(database, manyParts(40))
    await deliver(jobs)
    const { rows } = await sql<{ tries: number; entries: number }>`
      select (select last_value::int from tries) as tries,
             (select count(*)::int from ledger_entry) as entries`.execute(database.admin)
    // One entry: the second try was the group's, not that of its halves.
    expect(rows[0]).toEqual({ tries: 2, entries: 1 })
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 40 })
  })
})

describe('a row that somebody else holds', () => {
  test('leaves its job queued for later and its neighbours done', async ({
    scene: { database, deliver },
  }) => {
    const holder = await holdPart(database, 'p3-1')
    const jobs = await acceptAll(database, manyParts(30))
    const held = jobs[3 * 5 + 1]!
    await asAdmin(database, `update wakeup set due_at = now() - interval '1 hour'`)
    await deliver(jobs)
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 29, none: 1 })
    const { rows } = await sql<{ job_id: string; later: boolean }>`
      select job_id, due_at > now() as later from wakeup`.execute(database.admin)
    expect(rows).toEqual([{ job_id: held, later: true }])

    await holder.end()
    await deliver([held], { repeated: true })
    expect(await outcomesOf(database, [held])).toEqual(['redacted'])
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('fails its job once that is a day old', async ({ scene: { database, deliver } }) => {
    await holdPart(database, 'p3-1')
    const jobs = await acceptAll(database, [partOf(3, 1), partOf(3, 2)])
    await asAdmin(database, `update job set created_at = now() - interval '25 hours'`)
    await deliver(jobs)
    expect(await outcomesOf(database, jobs)).toEqual(['failed/service_unavailable', 'redacted'])
    expect(await disagreements(database)).toEqual(NONE)
  })
})

describe('a database that takes no connections', () => {
  test('hands the delivery back, and no job fails', async ({ scene: { database, deliver } }) => {
    const { adminUrl } = inject('postgres')
    const name = new URL(database.url).pathname.slice(1)
    const jobs = await acceptAll(database, manyParts(10))
    await onServer(adminUrl, `alter database ${name} allow_connections false`)
    await onServer(
      adminUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    )
    expect(await deliver(jobs)).toBe('away')
    expect(await deliver(jobs, { repeated: true })).toBe('away')

    await onServer(adminUrl, `alter database ${name} allow_connections true`)
    await deliver(jobs, { repeated: true })
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 10 })
    expect(await disagreements(database)).toEqual(NONE)
  })
})

describe('an outcome', () => {
  test('can not be changed, not even by a superuser', async ({ scene: { database, deliver } }) => {
    const jobs = await acceptAll(database, manyParts(1))
    await deliver(jobs)
    const change = asAdmin(database, `update job set outcome_code = 'other'`)
    await expect(change).rejects.toThrow('stored once')
  })
})
