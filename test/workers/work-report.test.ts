import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test } from '../database-test.ts'
import { storePerson } from '../erasure/erasable-person.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { acceptedList, deliverAgain, endOf } from '../bulk/accepted-list.ts'
import { storeMessages } from '../queue/raw-messages.ts'
import { addRaw } from '../queue/raw-producer.ts'
import { onRewriteOf } from './job-rows.ts'

interface Line {
  readonly level: string
  readonly msg: string
  readonly job?: string
}

/** A worker in this process, with what it counts and what it logs. */
function watchedWorker({ closing, database, backend }: QueueScene, level = 'info') {
  const { db } = database
  const metrics = createMetrics()
  const lines: string[] = []
  const logger = createLogger(level, { write: (line) => void lines.push(line) })
  const settings = { db, backend, logger, metrics, pepper: PEPPER, dispatchEvery: 600_000 }
  closing.opened(startWorker(settings), (one) => one.close())
  return {
    text: () => lines.join(''),
    logged: (msg: string) =>
      lines.map((line) => JSON.parse(line) as Line).filter((line) => line.msg === msg),
    counts: async (name: string) => {
      const text = await metrics.registry.metrics()
      return text
        .split('\n')
        .filter((line) => line.startsWith(name))
        .sort()
    },
  }
}

test('a list is counted and logged once, when it has ended', async () => {
  const scene = await openQueueScene('postgres')
  const { database } = scene
  const stored = await storeMessages(database.db, 1)
  const values = [...stored.slice(0, 3), { ...stored[3], conversation_id: '0' }, {}]
  const job = await acceptedList(database.db, values, { chunkSize: 2 })
  const worker = watchedWorker(scene)
  await deliverAgain(database, scene.chunks)
  await endOf(database, job)
  await expect.poll(() => worker.logged('a job ended')).toHaveLength(1)
  expect(worker.logged('a job ended')).toMatchObject([
    {
      ...{ level: 'info', workspace: 'default', job, kind: 'bulk', state: 'completed_with_errors' },
      ...{ total: 5, processed: 5, redacted: 3, not_found: 1, failed: 1, ms: expect.any(Number) },
    },
  ])
  expect(await worker.counts('unsaid_items_total')).toEqual([
    'unsaid_items_total{kind="bulk",outcome="failed",reason="parameter_invalid"} 1',
    'unsaid_items_total{kind="bulk",outcome="not_found",reason=""} 1',
    'unsaid_items_total{kind="bulk",outcome="redacted",reason=""} 3',
  ])
  expect(await worker.counts('unsaid_jobs_total')).toEqual([
    'unsaid_jobs_total{kind="bulk",state="completed_with_errors"} 1',
  ])
  expect(await worker.counts('unsaid_transaction_items_sum')).toEqual([
    'unsaid_transaction_items_sum{work="run"} 5',
  ])
  expect(await worker.counts('unsaid_transaction_seconds_count')).toEqual([
    'unsaid_transaction_seconds_count{work="run"} 3',
  ])
  // Both first chunks, which came by the dispatcher's name.
  expect(await worker.counts('unsaid_repeated')).toEqual([
    'unsaid_repeated_deliveries_total{queue="erasures"} 2',
  ])
})

test('an erasure is logged once: a warning when there was nothing to erase', async () => {
  const scene = await openQueueScene('postgres')
  const { database } = scene
  const { id: value } = await storePerson(database)
  const ask: ErasureAsk = {
    selector: { kind: 'id', value },
    ...{ scope: 'authored', dryRun: false, lanes: 1 },
    ...{ requestedBy: 'cli', dueAt: new Date() },
  }
  const first = await acceptErasure(database.db, 'default', ask, PEPPER)
  const worker = watchedWorker(scene)
  await deliverAgain(database, scene.chunks)
  if (first.kind !== 'accepted') throw new Error(first.kind)
  const { state } = await endOf(database, first.job)
  const msg = state === 'failed' ? 'a job failed' : 'a job ended'
  await expect.poll(() => worker.logged(msg)).toHaveLength(1)
  const level = state === 'failed' ? 'warn' : 'info'
  expect(worker.logged(msg)).toMatchObject([{ level, job: first.job, kind: 'erasure', state }])
  expect(await worker.counts('unsaid_jobs_total')).toEqual([
    `unsaid_jobs_total{kind="erasure",state="${state}"} 1`,
  ])
})

test('raw jobs are counted by how they end, and each that is refused has a line, of ids', async () => {
  const scene = await openQueueScene('postgres')
  const { db } = scene.database
  const secret = `s${randomUUID()}`
  const [one, two] = await storeMessages(db, 1)
  const worker = watchedWorker(scene)
  await addRaw(scene.backend, [
    { name: secret, data: { ...one, request_id: 'good' } },
    { name: secret, data: { ...two, request_id: 'lost', workspace_id: secret } },
    { name: secret, data: { request_id: 'broken', type: secret, conversation_id: secret } },
  ])
  await expect
    .poll(() => worker.logged('a raw job was refused'), { timeout: 20_000 })
    .toHaveLength(2)
  const refused = worker.logged('a raw job was refused').sort((a, b) => (a.job! < b.job! ? -1 : 1))
  expect(refused).toMatchObject([
    { level: 'warn', job: 'broken', workspace: 'default', code: 'type_mismatch' },
    { level: 'warn', job: 'lost', code: 'workspace_not_found' },
  ])
  await expect
    .poll(() => worker.counts('unsaid_items_total'))
    .toEqual(['unsaid_items_total{kind="redaction",outcome="redacted",reason=""} 1'])
  expect(await worker.counts('unsaid_transaction_items_sum')).toEqual([
    'unsaid_transaction_items_sum{work="raw_jobs"} 1',
  ])
  expect(worker.logged('a job ended')).toEqual([])
  expect(worker.text()).not.toContain(secret)
})

test('a single that fails is counted by its code, and its neighbour has a line for who debugs', async () => {
  const scene = await openQueueScene('postgres')
  const { database } = scene
  const [, bad, good] = await storeMessages(database.db, 1)
  await onRewriteOf(database, bad!.conversation_part_id!, `raise exception 'poison';`)
  const worker = watchedWorker(scene, 'debug')
  const add = [bad, good].map((data, at) => ({
    name: 'x',
    data: { ...data, request_id: `r${at}` },
  }))
  await addRaw(scene.backend, add)
  await expect
    .poll(() => worker.counts('unsaid_items_total'), { timeout: 20_000 })
    .toEqual([
      'unsaid_items_total{kind="redaction",outcome="failed",reason="server_error"} 1',
      'unsaid_items_total{kind="redaction",outcome="redacted",reason=""} 1',
    ])
  expect(worker.logged('a job ended')).toMatchObject([
    { level: 'debug', job: 'r1', outcome: 'redacted', code: null },
  ])
  const failures = await worker.counts('unsaid_transaction_failures_total')
  expect(failures).toMatchObject([expect.stringContaining('{work="raw_jobs",failure="other"}')])
})
