import { expect, onTestFinished } from 'vitest'
import { errorListSchema } from '../contract/error-schema.ts'
import { jobSchema } from '../contract/job-schema.ts'
import { test } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { openApi, openWorker } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

describeBackends('without a worker', (queueOn) => {
  test('a caller is told to come back, and a worker that comes later does the job', async ({
    database,
  }) => {
    const { redactPart } = await storeConversation(database)
    const api = await openApi(database, { queueOn, patience: 100 })
    onTestFinished(() => api.close())

    const [first, retried] = [await api.redact(redactPart), await api.redact(redactPart)]
    for (const reply of [first, retried]) {
      expect(reply.status).toBe(503)
      expect(errorListSchema.parse(reply.body).errors[0]?.code).toBe('service_unavailable')
      expect(reply.headers.get('retry-after')).toBe('2')
      const pending = await api.call('GET', reply.headers.get('location') ?? '')
      expect(pending.headers.get('retry-after')).toBe('1')
      expect(jobSchema.parse(pending.body)).toMatchObject({ status: 'pending', result: null })
    }

    const worker = openWorker(database, queueOn)
    onTestFinished(() => worker.close())
    const statuses = () =>
      Promise.all(
        [first, retried].map(async ({ headers }) => {
          const { body } = await api.call('GET', headers.get('location') ?? '')
          return jobSchema.parse(body).status
        }),
      )
    await expect.poll(statuses).toEqual(['success', 'success'])
    const outcomes = await Promise.all(
      [first, retried].map(async ({ headers }) => {
        const { body } = await api.call('GET', headers.get('location') ?? '')
        return [body.progress.redacted, body.progress.already_redacted]
      }),
    )
    expect(outcomes.sort()).toEqual([
      [0, 1],
      [1, 0],
    ])
  })
})
