import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { errorListSchema } from '../contract/error-schema.ts'
import { test } from '../database-test.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { openApi } from './api-test.ts'

test('a process that can do its work lives and is ready, and says so to anyone', async ({
  database,
}) => {
  const api = await openApi(database)
  onTestFinished(() => api.close())
  const open = { token: undefined }
  expect(await api.call('GET', '/healthz', open)).toMatchObject({
    status: 200,
    body: { status: 'ok' },
  })
  expect(await api.call('GET', '/readyz', open)).toMatchObject({
    status: 200,
    body: { status: 'ready' },
  })
})

test('a process whose queue is away lives, is not ready, and is again later', async ({
  database,
  skip,
}) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  const api = await openApi(database, { backend: { kind: 'redis', url: redis.url } })
  onTestFinished(async () => {
    await api.close()
    await redis.stop()
  })
  const ready = () => api.call('GET', '/readyz')
  await expect.poll(ready).toMatchObject({ status: 200 })
  await redis.kill()
  await expect.poll(ready).toMatchObject({
    status: 503,
    body: { status: 'not_ready', reasons: ['queue_unavailable'] },
  })
  expect((await api.call('GET', '/healthz')).status).toBe(200)
  await redis.restart()
  await expect.poll(ready).toMatchObject({ status: 200 })
})

test('a process whose database is away lives, is not ready, and refuses what it could not keep', async ({
  database,
}) => {
  const { appRole } = database
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', appRole })
  const api = await openApi(database, { db })
  onTestFinished(async () => {
    await api.close()
    await db.destroy()
  })
  expect(await api.call('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { status: 'not_ready', reasons: ['database_unavailable'] },
  })
  expect((await api.call('GET', '/healthz')).status).toBe(200)

  const request = { type: 'source', conversation_id: '1', source_id: '2' }
  const refused = await api.redact(request)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(errorListSchema.parse(refused.body).errors[0]?.code).toBe('service_unavailable')
})
