import { sql } from 'kysely'
import { expect } from 'vitest'
import { listJobs } from '../../src/bulk/list-jobs.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { capturing, plansOf } from '../redact/captured-queries.ts'

const MANY = 100_000

/** Singles by the hundred thousand; the few that wait and those that failed are the oldest. */
async function fill({ admin }: TestDatabase): Promise<void> {
  await sql`insert into workspace (id) values ('many')`.execute(admin)
  await sql`
    insert into job (workspace_id, id, kind, state, type, conversation_id, target_id, requested_by,
                     outcome, finished_at)
    select 'many', lpad(g::text, 8, '0'), 'redaction', state, 'source', g::text, 's', 'cli',
           case state when 'succeeded' then 'redacted' when 'failed' then 'not_found' end,
           case when state <> 'queued' then now() end
      from (select g, case when g <= 50 then 'queued' when g <= 100 then 'failed'
                           else 'succeeded' end as state
              from generate_series(1, ${MANY}) g) job`.execute(admin)
  await sql`
    insert into wakeup (workspace_id, job_id, due_at)
    select workspace_id, id, now() from job where state = 'queued'`.execute(admin)
}

const STATES = ['queued', 'failed', 'succeeded', 'running', 'canceled'] as const

const idsFrom = (first: number) =>
  Array.from({ length: 10 }, (_, nth) => String(first - nth).padStart(8, '0'))

test.for([
  ['knows nothing of them', false],
  ['has counted them', true],
] as const)(
  'of 100,000 single redactions those in one state are found by an index when the planner %s',
  async ([, isCounted], { database }) => {
    if (!isCounted) await fill(database)
    else await sql`analyze job, wakeup, failed_redaction`.execute(database.admin)
    const { db, queries } = capturing(database)
    for (const state of STATES) {
      const query = { kind: 'redaction' as const, state, limit: 10 }
      const { jobs } = await listJobs(db, 'many', query)
      const [newest] = {
        queued: [50],
        failed: [100],
        succeeded: [MANY],
        running: [],
        canceled: [],
      }[state] as (number | undefined)[]
      const expected = newest === undefined ? [] : idsFrom(newest)
      expect(jobs.map(({ id }) => id)).toEqual(expected)
      const before = expected.at(-1)
      if (newest === undefined || before === undefined) continue
      const second = await listJobs(db, 'many', { ...query, before })
      expect(second.jobs.map(({ id }) => id)).toEqual(idsFrom(newest - 10))
    }
    const plans = await plansOf(db, [...queries], 'analyze, timing off, costs off, summary off')
    await db.destroy()
    expect(plans).toHaveLength(6)
    for (const { sql: statement, plan } of plans) {
      expect(plan, statement).not.toMatch(/Seq Scan|Sort/)
      // What is not asked for is not read, either.
      const removed = [...plan.matchAll(/Rows Removed by Filter: (\d+)/g)].map(([, n]) => Number(n))
      expect(Math.max(0, ...removed), plan).toBeLessThan(100)
    }
  },
)
