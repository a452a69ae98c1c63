import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { StartError } from '../../src/failure.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { serveMetrics } from '../../src/metrics/serve-metrics.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test } from '../database-test.ts'
import { storeMessages } from '../queue/raw-messages.ts'
import { addRaw } from '../queue/raw-producer.ts'

test('tell how much was done, and of whom or what nothing', async ({ database }) => {
  const metrics = createMetrics()
  const port = await serveMetrics(metrics, '127.0.0.1', 0)
  onTestFinished(() => port.close())
  const { db } = database
  const logger = createLogger('silent')
  const backend = database.backend('postgres')
  const worker = startWorker({ db, backend, logger, metrics })
  onTestFinished(() => worker.close())

  const secret = randomUUID()
  const requests = await storeMessages(db, 1)
  await addRaw(backend, [
    ...requests.map((data) => ({ name: secret, data: { ...data, request_id: `a-${secret}` } })),
    ...requests.map((data) => ({ name: secret, data: { ...data, workspace_id: secret } })),
    { name: secret, data: { type: secret, conversation_id: secret } },
  ])
  const queue = openDeliveryQueue('redactions', backend, logger)
  onTestFinished(() => queue.close())
  await queue.deliver('default', [`b-${secret}`])

  await expect
    .poll(() => samplesOf(port.address), { timeout: 20_000 })
    .toEqual([
      'unsaid_deliveries_total{result="done"} 1',
      'unsaid_raw_jobs_total{result="accepted"} 1',
      'unsaid_raw_jobs_total{result="broken"} 1',
      'unsaid_raw_jobs_total{result="known"} 4',
      'unsaid_raw_jobs_total{result="workspace_not_found"} 5',
    ])
  expect(await (await fetch(`${port.address}/metrics`)).text()).not.toContain(secret)
})

test('are text for Prometheus, at one path only', async () => {
  const port = await serveMetrics(createMetrics(), '127.0.0.1', 0)
  onTestFinished(() => port.close())
  const reply = await fetch(`${port.address}/metrics?name[]=unsaid_deliveries_total`)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(await reply.text()).toContain('# TYPE unsaid_raw_jobs_total counter')
  for (const path of ['/', '/metricsx', '/healthz']) {
    const other = await fetch(`${port.address}${path}`)
    expect([other.status, await other.text()]).toEqual([404, ''])
  }
})

test('a port that is taken is said by the name of its setting', async () => {
  const other = createServer()
  onTestFinished(() => void other.close())
  await once(other.listen(0, '127.0.0.1'), 'listening')
  const taken = (other.address() as AddressInfo).port
  const refused = serveMetrics(createMetrics(), '127.0.0.1', taken)
  await expect(refused).rejects.toThrow(StartError)
  await expect(refused).rejects.toThrow('UNSAID_METRICS_PORT')
})

/** What was counted of deliveries and raw jobs, in order. */
async function samplesOf(address: string): Promise<string[]> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => /^unsaid_(deliveries|raw_jobs)_total/.test(line))
    .sort()
}
