import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { createClosing } from '../../src/closing.ts'
import { findWatch } from '../../src/erasure/watch/set-watch.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { startRedis } from '../redis-server.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { DESK, openDesk } from '../scene/watched-desk.ts'
import { test } from 'vitest'

const logger = createLogger('silent')

describeBackends('workers that watch', (kind) => {
  test('erase again whom the other application brings back, once between them', async () => {
    const desk = await openDesk('erase')
    const closing = createClosing()
    onTestFinished(() => closing.close().finally(() => desk.close()))
    const redis = kind === 'redis' ? await startRedis() : undefined
    closing.opened(redis, (server) => server?.stop())
    await desk.erase(await desk.arrive({ email: 'ada@example.com', name: 'Ada Markerson' }))
    const backend = redis
      ? { kind: 'redis' as const, url: redis.url }
      : desk.database.backend('postgres')
    const { db } = desk.database
    const settings = { db, backend, logger, pepper: PEPPER, dispatchEvery: 200, watchEvery: 100 }
    for (let nr = 0; nr < 2; nr += 1) {
      closing.opened(startWorker(settings), (one) => one.close())
    }
    const look = () => findWatch(db, DESK)
    await pollUntil(look, (watch) => watch !== undefined && watch.passedAt !== null)

    await desk.arrive({ email: 'Ada@Example.com', name: 'Ada Markerson' })
    await pollUntil(
      () => desk.customers(),
      (rows) => !/ada/i.test(rows),
    )
    await pollUntil(look, (watch) => watch?.found === 1 && watch.returns.length === 0)
    const { rows } = await sql<{ state: string }>`
      select state from job where requested_by = 'watch'`.execute(desk.database.admin)
    expect(rows).toEqual([{ state: 'succeeded' }])
  })
})
