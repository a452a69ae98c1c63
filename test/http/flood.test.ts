import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { openApi, openWorker } from './api-test.ts'
import { freshId } from './store-conversation.ts'

const CALLERS = 100
const REQUESTS = 1_000
/** Far less than are asked, in a window that outlasts the test: a slow machine is limited, too. */
const MOST = 300

async function unfinished({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ jobs: number }>`
    select count(*)::int as jobs from job where outcome is null`.execute(admin)
  return rows[0]?.jobs ?? -1
}

async function known({ admin }: TestDatabase): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from job`.execute(admin)
  return new Set(rows.map(({ id }) => id))
}

describeBackends('a flood', (queueOn) => {
  test('is refused with the time to come back, and all that was accepted is done', async ({
    database,
  }) => {
    const api = await openApi(database, { queueOn, rateLimit: MOST, rateWindow: 600_000 })
    onTestFinished(() => api.close())
    const prefer = { headers: { prefer: 'respond-async' } }
    const accepted: string[] = []
    const refused: unknown[] = []
    let left = REQUESTS
    const caller = async () => {
      while (left-- > 0) {
        const body = { type: 'source', conversation_id: freshId(), source_id: '1' }
        const { status, headers, body: answer } = await api.redact(body, prefer)
        if (status === 202) accepted.push(answer.id)
        else refused.push([status, Number(headers.get('retry-after')) > 0])
      }
    }
    await Promise.all(Array.from({ length: CALLERS }, caller))
    expect(refused).toEqual(Array(REQUESTS - accepted.length).fill([429, true]))
    // On Redis nothing is counted until its connection stands.
    expect(accepted.length).toBeGreaterThanOrEqual(MOST)
    expect(accepted.length).toBeLessThan(REQUESTS)
    expect((await api.call('GET', '/healthz')).status).toBe(200)

    const jobs = await known(database)
    expect(accepted.filter((id) => !jobs.has(id))).toEqual([])
    expect(await unfinished(database)).toBeGreaterThan(0)
    const worker = openWorker(database, queueOn)
    onTestFinished(() => worker.close())
    await expect.poll(() => unfinished(database)).toBe(0)
  })
})
