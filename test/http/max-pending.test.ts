import { expect, onTestFinished } from 'vitest'
import { errorListSchema } from '../contract/error-schema.ts'
import { test } from '../database-test.ts'
import { createToken, openApi, openWorker } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

test('more pending jobs than may be are refused, until a worker has done some', async ({
  database,
}) => {
  const api = await openApi(database, { maxPending: 3 })
  onTestFinished(() => api.close())
  const { redactPart, redactSource } = await storeConversation(database)
  const accept = () => api.redact(redactPart, { headers: { prefer: 'respond-async' } })
  // What was counted is remembered for a moment.
  await expect.poll(async () => (await accept()).status).toBe(429)
  const refused = await accept()
  expect(errorListSchema.parse(refused.body).errors[0]?.code).toBe('rate_limit_exceeded')
  expect(refused.headers.get('retry-after')).toBe('10')
  expect(refused.headers.get('location')).toBeNull()
  const token = await createToken(database, ['jobs:read'])
  expect((await api.call('GET', '/jobs/status/nope', { token })).status).toBe(404)

  const worker = openWorker(database)
  onTestFinished(() => worker.close())
  await expect.poll(async () => (await api.redact(redactSource)).status).toBe(200)
})
