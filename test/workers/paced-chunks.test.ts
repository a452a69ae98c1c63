import { sql } from 'kysely'
import { expect } from 'vitest'
import { setMaxRate } from '../../src/bulk/max-rate.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { acceptedList, endOf, outcomesOfItems } from '../bulk/accepted-list.ts'
import { test } from '../database-test.ts'
import { DESK, fillHelpDesk } from '../scene/filled-help-desk.ts'
import { asAdmin } from './job-rows.ts'

const SIZE = 2
const RATE = 2
const CHUNKS = 6

/** Seconds by which a worker may be late without losing the messages of that time. */
const MADE_UP_FOR = 1

test('two workers keep to one bound together, and the job ends', async ({ database }) => {
  await fillHelpDesk(database, { tickets: 1, replies: SIZE * CHUNKS })
  await setMaxRate(database.db, DESK, RATE)
  const { rows: replies } = await sql<{ ticket: string; id: string }>`
    select ticket_id::text as ticket, id::text as id from public.replies
     where author_kind = 'customer' and author_id = 1`.execute(database.admin)
  const messages = replies.map(({ ticket, id }) => ({
    ...{ type: 'conversation_part', conversation_id: ticket, conversation_part_id: id },
  }))
  const job = await acceptedList(database.db, messages, { workspace: DESK, chunkSize: SIZE })
  await asAdmin(database, 'update unsaid.wakeup set due_at = now()')

  const { rows: clock } = await sql<{ now: string }>`select now()::text as now`.execute(
    database.admin,
  )
  const began = clock[0]!.now
  const settings = { db: database.db, backend: database.backend('postgres'), lanes: 2 }
  const logger = createLogger('silent')
  const workers = [1, 2].map(() => startWorker({ ...settings, logger, dispatchEvery: 200 }))
  try {
    expect((await endOf(database, job, DESK)).state).toBe('succeeded')
  } finally {
    await Promise.all(workers.map((worker) => worker.close()))
  }
  expect(new Set(await outcomesOfItems(database.db, job, DESK))).toEqual(new Set(['redacted']))
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from free_at - ${began}::timestamptz)::float8 as seconds
      from unsaid.work_rate`.execute(database.admin)
  // Each chunk has had its time, and none before the last one's was over.
  expect(rows[0]!.seconds).toBeGreaterThanOrEqual((SIZE * CHUNKS) / RATE - MADE_UP_FOR)
})
