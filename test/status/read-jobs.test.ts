import { describe, expect } from 'vitest'
import { parseItem } from '../../src/items/parse-item.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { addItems } from '../../src/bulk/add-items.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { listJobs } from '../../src/bulk/list-jobs.ts'
import { openList } from '../../src/bulk/open-list.ts'
import { readJobs } from '../../src/status/read-jobs.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { jobSchema } from '../contract/job-schema.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { endJob } from '../jobs/end-job.ts'

async function accepted({ db }: TestDatabase, kind: 'bulk' | 'erasure' = 'bulk') {
  const list = await openList(db, 'default', { dryRun: false, lanes: 1 })
  const item = { type: 'source', conversation_id: 1, source_id: 2 }
  await addItems(db, 'default', list, 0, [parseItem(1, item)])
  await acceptList(db, 'default', list, { kind, requestedBy: 'library' })
  return list
}

async function redaction({ db }: TestDatabase): Promise<string> {
  const request = { type: 'source', conversationId: '1', sourceId: '2' } as const
  const [job] = await acceptRedactions(db, 'default', [{ request, requestedBy: 'library' }])
  return job!
}

const idsOf = (jobs: readonly { readonly id: string }[]) => jobs.map(({ id }) => id)

describe('the jobs of a workspace', () => {
  test('are listed downwards, page by page, without the single ones', async ({ database }) => {
    const { db } = database
    const [first, , second, third] = [
      await accepted(database),
      await redaction(database),
      await accepted(database, 'erasure'),
      await accepted(database),
    ]
    const page = await listJobs(db, 'default', { limit: 2 })
    expect([idsOf(page.jobs), page.next]).toEqual([[third, second], second])
    const rest = await listJobs(db, 'default', { limit: 2, before: page.next! })
    expect([idsOf(rest.jobs), rest.next]).toEqual([[first], undefined])
    expect(idsOf((await listJobs(db, 'default', { limit: 3 })).jobs)).toHaveLength(3)
  })

  test('can be asked for by kind and state', async ({ database }) => {
    const { db } = database
    const [bulk, single, erasure] = [
      await accepted(database),
      await redaction(database),
      await accepted(database, 'erasure'),
    ]
    await cancelJob(db, 'default', bulk)
    const asked = async (query: Omit<Parameters<typeof listJobs>[2], 'limit'>) =>
      idsOf((await listJobs(db, 'default', { ...query, limit: 1 })).jobs)
    expect(await asked({ kind: 'erasure' })).toEqual([erasure])
    expect(await asked({ kind: 'bulk' })).toEqual([bulk])
    expect(await asked({ kind: 'redaction' })).toEqual([single])
    expect(await asked({ state: 'canceled' })).toEqual([bulk])
    expect(await asked({ state: 'canceled', kind: 'erasure' })).toEqual([])
    expect(await asked({ state: 'queued', kind: 'redaction' })).toEqual([single])
  })

  test('that are not accepted yet, or of another workspace, are not there', async ({
    database: { db },
  }) => {
    await createWorkspace(db, 'quiet')
    await openList(db, 'quiet', { dryRun: false, lanes: 1 })
    expect(await listJobs(db, 'quiet', { limit: 5 })).toEqual({ jobs: [], next: undefined })
  })

  test('show their progress and why they failed, and no conversation', async ({ database }) => {
    const { db } = database
    const [single, bulk] = [await redaction(database), await accepted(database)]
    await endJob(db, single, { kind: 'not_found', code: null })
    const page = await listJobs(db, 'default', { limit: 1 })
    const [job] = await readJobs(db, 'default', page.jobs, { baseUrl: 'https://example.com' })
    expect(job).toMatchObject({ id: bulk, progress: { total: 1, processed: 0 }, result: null })

    const singles = await listJobs(db, 'default', { kind: 'redaction', limit: 1 })
    const [failed] = await readJobs(db, 'default', singles.jobs, { baseUrl: 'https://example.com' })
    expect(jobSchema.parse(failed)).toMatchObject({
      ...{ id: single, status: 'failed' },
      result: { errors: [{ code: 'conversation_part_or_message_not_found' }] },
    })
  })
})
