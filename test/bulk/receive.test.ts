import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { openListDoor } from '../../src/accept/list-door.ts'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { addItems, DroppedList } from '../../src/bulk/add-items.ts'
import { dropStaleLists } from '../../src/bulk/drop-list.ts'
import type { Item } from '../../src/items/item.ts'
import { UnknownWorkspace } from '../../src/jobs/unknown-workspace.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { upkeepRound } from '../../workers/rounds/upkeep.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { partOf } from '../scene/stored-conversations.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { ASK, receivedList } from './accepted-list.ts'
import { bodyOf, itemsOf } from './bodies.ts'

const logger = createLogger('silent')

const LATE = `update job_list set received_at = now() - interval '10 minutes' where accepted_at is null`

const items = (count: number) =>
  itemsOf(Array.from({ length: count }, (_, at) => bodyOf(partOf(at, 0))))

function openDoor({ db, backend }: TestDatabase, keepEvery?: number) {
  const queue = openDeliveryQueue(QUEUES.erasures, backend('postgres'), logger)
  onTestFinished(() => queue.close())
  return openListDoor({ db, queue, logger }, 2, keepEvery)
}

/** What there is of lists and jobs. */
async function rows({ admin }: TestDatabase) {
  const { rows: counts } = await sql<Record<string, number>>`
    select (select count(*)::int from job) as jobs, (select count(*)::int from job_list) as lists,
           (select count(*)::int from job_item) as items,
           (select count(*)::int from wakeup) as wakeups,
           (select count(*)::int from idempotency_key) as keys`.execute(admin)
  return counts[0]!
}

const NOTHING = { jobs: 0, lists: 0, items: 0, wakeups: 0, keys: 0 }

const TABLES = ['job', 'job_list', 'job_item', 'job_chunk', 'wakeup', 'idempotency_key']

test.beforeEach(({ database }) => asAdmin(database, `truncate ${TABLES.join(', ')} cascade`))

describe('a list that is received', () => {
  test('leaves nothing behind when its source breaks off', async ({ database }) => {
    async function* source(): AsyncGenerator<Item[]> {
      for (let batch = 0; batch < 6; batch++) yield items(1_000)
      expect(await rows(database)).toMatchObject({ jobs: 0, lists: 1, items: 5_000 })
      throw new Error('cut off')
    }
    const request = { items: source(), dryRun: false, ask: () => ASK }
    await expect(openDoor(database).accept('default', request)).rejects.toThrow('cut off')
    expect(await rows(database)).toEqual(NOTHING)
  })

  test('leaves nothing behind when it is empty, or of no workspace', async ({ database }) => {
    const door = openDoor(database)
    const empty = { items: [[], []], dryRun: false, ask: () => ASK }
    expect(await door.accept('default', empty)).toEqual({ kind: 'nothing_to_redact' })
    const one = { items: [items(1)], dryRun: false, ask: () => ASK }
    await expect(door.accept('nobody', one)).rejects.toThrow(UnknownWorkspace)
    expect(await rows(database)).toEqual(NOTHING)
  })

  test('is dropped when its process died, and not a minute before', async ({ database }) => {
    const left = await receivedList(
      database.db,
      items(1).map(() => ({})),
    )
    await upkeepRound(database.db, logger, 90)
    expect(await rows(database)).toMatchObject({ jobs: 0, lists: 1, items: 1 })
    await asAdmin(database, LATE)
    await upkeepRound(database.db, logger, 90)
    expect(await rows(database)).toEqual(NOTHING)
    const more = addItems(database.db, 'default', left, 1, items(1))
    await expect(more).rejects.toThrow(DroppedList)
    await expect(acceptList(database.db, 'default', left, ASK)).rejects.toThrow(DroppedList)
    expect(await rows(database)).toEqual(NOTHING)
  })

  test('is not dropped once it is accepted, however long ago', async ({ database }) => {
    const list = await receivedList(database.db, [{}])
    await acceptList(database.db, 'default', list, ASK)
    await asAdmin(database, `update job_list set received_at = now() - interval '1 year'`)
    await upkeepRound(database.db, logger, 90)
    expect(await rows(database)).toEqual({ jobs: 1, lists: 1, items: 1, wakeups: 1, keys: 0 })
  })

  test('may take its time', async ({ database }) => {
    async function* source(): AsyncGenerator<Item[]> {
      yield items(1)
      await asAdmin(database, LATE)
      await pollUntil(
        () => lateLists(database),
        (late) => late === 0,
      )
      await dropStaleLists(database.db)
      yield items(1)
    }
    const request = { items: source(), dryRun: false, ask: () => ASK }
    expect(await openDoor(database, 50).accept('default', request)).toMatchObject({ isNew: true })
    expect(await rows(database)).toMatchObject({ jobs: 1, items: 2 })
  })
})

describe('lists with one key', () => {
  const key = () => ({ digest: randomBytes(32), fingerprint: randomBytes(32) })

  test('are one job when they are equal, and the others are gone', async ({ database }) => {
    const door = openDoor(database)
    const ask = { ...ASK, key: key() }
    const request = () => ({ items: [items(100)], dryRun: false, ask: () => ask })
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => door.accept('default', request())),
    )
    const jobs = answers.map((answer) => (answer.kind === 'accepted' ? answer.job : answer.kind))
    expect(new Set(jobs).size).toBe(1)
    expect(answers.filter((answer) => 'isNew' in answer && answer.isNew)).toHaveLength(1)
    expect(await rows(database)).toEqual({ jobs: 1, lists: 1, items: 100, wakeups: 1, keys: 1 })
  })

  test('are refused when they are not equal', async ({ database }) => {
    const door = openDoor(database)
    const first = key()
    const others = [first, { ...first, fingerprint: randomBytes(32) }]
    const answers = await Promise.all(
      others.map((one) =>
        door.accept('default', {
          items: [items(3)],
          dryRun: false,
          ask: () => ({ ...ASK, key: one }),
        }),
      ),
    )
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'key_reused'])
    expect(await rows(database)).toEqual({ jobs: 1, lists: 1, items: 3, wakeups: 1, keys: 1 })
  })
})

async function lateLists({ admin }: TestDatabase): Promise<number> {
  const {
    rows: [late],
  } = await sql<{ late: number }>`
    select count(*)::int as late from job_list
     where received_at < now() - interval '5 minutes'`.execute(admin)
  return late!.late
}
