import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect } from 'vitest'
import type { ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import { listErasures, type ErasureQuery } from '../../src/erasure/list-erasures.ts'
import { purgeJobs } from '../../src/bulk/purge-jobs.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { freshWorkspace, sealAll } from '../ledger/ledger-scene.ts'
import { capturing, plansOf } from '../redact/captured-queries.ts'
import { drive } from './drive.ts'
import { storePerson } from './erasable-person.ts'
import { PEPPER } from './pepper.ts'

const DAY = 86_400_000
const at = (text: string) => new Date(text)

/** An erasure that goes on, accepted at a time, and due so many days later. */
async function storeErasure(
  { admin }: TestDatabase,
  workspace: string,
  acceptedAt: Date,
  days = 30,
): Promise<string> {
  const job = uuidv7({ msecs: acceptedAt.getTime() })
  const dueAt = new Date(acceptedAt.getTime() + days * DAY)
  await sql`insert into job (workspace_id, id, kind, state, requested_by, created_at)
            values (${workspace}, ${job}, 'erasure', 'running', 'cli:ines', ${acceptedAt})`.execute(
    admin,
  )
  await sql`insert into job_list (workspace_id, job_id, dry_run, lanes, chunk_size, accepted_at)
            values (${workspace}, ${job}, false, 1, 1, now())`.execute(admin)
  await sql`insert into erasure (workspace_id, job_id, contact_ids, selector, scope, due_at)
            values (${workspace}, ${job}, '{ada}', 'id', 'authored', ${dueAt})`.execute(admin)
  return job
}

async function jobsOf({ db }: TestDatabase, workspace: string, query: Partial<ErasureQuery> = {}) {
  const { erasures } = await listErasures(db, workspace, { limit: 100, ...query })
  return erasures.map(({ job }) => job)
}

describe('erasures are listed', () => {
  test('the newest first, page by page, as they were accepted', async ({ database }) => {
    const workspace = await freshWorkspace(database)
    const days = ['2030-01-01', '2030-01-02', '2030-01-03']
    const jobs: string[] = []
    for (const day of days) jobs.push(await storeErasure(database, workspace, at(day)))
    const first = await listErasures(database.db, workspace, { limit: 2 })
    expect(first.erasures.map(({ job }) => job)).toEqual([jobs[2], jobs[1]])
    expect(first.erasures[0]).toMatchObject({
      ...{ contactIds: ['ada'], scope: 'authored', requestedBy: 'cli:ines', state: 'running' },
      ...{ acceptedAt: at('2030-01-03'), finishedAt: null, certificate: null, proof: 'none' },
    })
    const second = await listErasures(database.db, workspace, { limit: 2, before: first.next })
    expect(second.erasures.map(({ job }) => job)).toEqual([jobs[0]])
    expect(second.next).toBeUndefined()
    expect(await jobsOf(database, await freshWorkspace(database))).toEqual([])
  })

  test('of a period, to the millisecond', async ({ database }) => {
    const workspace = await freshWorkspace(database)
    const times = ['2030-01-31T23:59:59.999Z', '2030-02-01T00:00:00Z', '2030-02-28T23:59:59.999Z']
    const [before, first, last] = await Promise.all(
      times.map((time) => storeErasure(database, workspace, at(time))),
    )
    const after = await storeErasure(database, workspace, at('2030-03-01T00:00:00Z'))
    const [since, until] = [at('2030-02-01'), at('2030-03-01')]
    expect(await jobsOf(database, workspace, { since, until })).toEqual([last, first])
    expect(await jobsOf(database, workspace, { since })).toEqual([after, last, first])
    expect(await jobsOf(database, workspace, { until })).toEqual([last, first, before])
  })

  test('that were not done by when they were due', async ({ database }) => {
    const workspace = await freshWorkspace(database)
    const late = await storeErasure(database, workspace, at('2020-01-01'))
    const open = await storeErasure(database, workspace, at('2020-01-02'), 100_000)
    const [ended, endedLate] = [
      await storeErasure(database, workspace, at('2020-01-03')),
      await storeErasure(database, workspace, at('2020-01-04')),
    ]
    for (const [job, time] of [
      [ended, '2020-01-05'] as const,
      [endedLate, '2020-03-01'] as const,
    ]) {
      await sql`update job set state = 'canceled', finished_at = ${at(time)}
                 where id = ${job}`.execute(database.admin)
    }
    expect(await jobsOf(database, workspace)).toEqual([endedLate, ended, open, late])
    expect(await jobsOf(database, workspace, { isOverdue: true })).toEqual([endedLate, late])
  })
})

/** An erasure from its request to its certificate. */
async function eraseSomebody(database: TestDatabase, workspace: string): Promise<string> {
  const { id } = await storePerson(database, { workspace, conversations: 1 })
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'id', value: id }, scope: 'authored', dryRun: false, lanes: 1 },
    ...{ dueAt: new Date(Date.now() + DAY), requestedBy: 'cli', reason: 'ticket-1' },
  }
  const accepted = await acceptErasure(database.db, workspace, ask, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(database.db, workspace, accepted.job)
  return accepted.job
}

async function proofOf({ db }: TestDatabase, workspace: string, job: string) {
  const { erasures } = await listErasures(db, workspace, { limit: 100 })
  return erasures.find((one) => one.job === job)?.proof
}

describe('an erasure', () => {
  test('is listed when only its certificate is left', async ({ database }) => {
    const { db } = database
    const workspace = await freshWorkspace(database)
    const job = await eraseSomebody(database, workspace)
    const [before] = (await listErasures(db, workspace, { limit: 1 })).erasures
    await purgeJobs(db, 0)
    const today = { since: new Date(Date.now() - DAY), until: new Date(Date.now() + DAY) }
    const left = await listErasures(db, workspace, { limit: 1, ...today })
    expect(left.erasures).toEqual([before])
    expect(left.erasures[0]).toMatchObject({ job, state: 'succeeded', reason: 'ticket-1' })
    expect(await jobsOf(database, workspace, { isOverdue: true })).toEqual([])
    expect(await jobsOf(database, workspace, { since: today.until })).toEqual([])
  })

  test('is proved once the entry with its digest is sealed', async ({ database }) => {
    const workspace = await freshWorkspace(database)
    const job = await eraseSomebody(database, workspace)
    expect(await proofOf(database, workspace, job)).toBe('unsealed')
    await sealAll(database, workspace)
    expect(await proofOf(database, workspace, job)).toBe('sealed')
  })

  test.for<[string, (workspace: string) => ReturnType<typeof sql>]>([
    ['missing', (w) => sql`delete from certificate where workspace_id = ${w}`],
    [
      'changed',
      (w) => sql`update certificate set content = jsonb_set(content, '{conversations}', '7')
                  where workspace_id = ${w}`,
    ],
    [
      'changed',
      (w) => sql`update ledger_entry set records = (
                   select jsonb_agg(case when record ->> 3 = 'certificate'
                     then jsonb_set(record, '{7}', to_jsonb(repeat('0', 64))) else record end)
                     from jsonb_array_elements(records) record) where workspace_id = ${w}`,
    ],
    [
      'changed',
      (w) => sql`update ledger_entry set created_at = created_at + interval '1 s'
                  where workspace_id = ${w}`,
    ],
    ['not_in_ledger', (w) => sql`delete from ledger_entry where workspace_id = ${w}`],
  ])('whose proof is %s is told', async ([verdict, tamper], { database }) => {
    const workspace = await freshWorkspace(database)
    const job = await eraseSomebody(database, workspace)
    await sealAll(database, workspace)
    await tamper(workspace).execute(database.admin)
    expect(await proofOf(database, workspace, job)).toBe(verdict)
  })
})

const WHOLE = /Seq Scan on (job|erasure|certificate|ledger_entry|ledger_seal)\b/

test.for([false, true])(
  'at 100,000 jobs no statement for a list of erasures reads a whole table (counted: %s)',
  async (isCounted, { database }) => {
    const { admin } = database
    const workspace = await freshWorkspace(database)
    await eraseSomebody(database, workspace)
    await sql`
      insert into job (workspace_id, id, kind, state, requested_by)
      select ${workspace}, 'list-' || n, 'bulk', 'running', 'cli'
        from generate_series(1, 100000) as n`.execute(admin)
    if (isCounted) await sql`analyze job, erasure, certificate`.execute(admin)
    const { db, queries } = capturing(database)
    const all = { since: new Date(0), until: new Date(Date.now() + DAY), isOverdue: false }
    expect((await listErasures(db, workspace, { ...all, limit: 20 })).erasures).toHaveLength(1)
    await listErasures(db, workspace, { isOverdue: true, before: 'f', limit: 20 })

    const plans = await plansOf(db, [...queries])
    await db.destroy()
    expect(plans.length).toBeGreaterThan(4)
    for (const { sql: statement, plan } of plans) expect(plan, statement).not.toMatch(WHOLE)
    expect(plans.map(({ plan }) => plan).join('\n')).toContain('job_erasures')
  },
)
