import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace, type Trx } from '../../src/database/in-workspace.ts'
import { JOB_MOVES } from '../../src/jobs/job-moves.ts'
import {
  beginPlan,
  beginRun,
  cancelOpen,
  endAsCertified,
  endListJob,
  endRedactions,
  failEmpty,
  makeReady,
  runReady,
} from '../../src/jobs/move-job.ts'
import { test, type TestDatabase } from '../database-test.ts'

type Move = (trx: Trx, workspace: string, job: string) => Promise<void>

const CERTIFIED = { result: 'succeeded', finishedAt: '2026-01-02T03:04:05.000Z' }

const moves: Readonly<Record<string, Move>> = {
  ...{ beginPlan, makeReady, beginRun, failEmpty, cancelOpen },
  runReady: (trx, workspace, job) => runReady(trx, workspace, job, 'cli'),
  endListJob: (trx, workspace, job) => endListJob(trx, workspace, job, sql`false`),
  endAsCertified: (trx, workspace, job) => endAsCertified(trx, workspace, job, CERTIFIED),
  endRedactions: async (trx, workspace, id) => {
    const { rows } = await sql<{ place: string }>`
      select ctid as place from job where workspace_id = ${workspace} and id = ${id}`.execute(trx)
    const job = { id, place: rows[0]!.place, waiter: null }
    await endRedactions(trx, workspace, [{ job, outcome: { kind: 'redacted', code: null } }])
  },
}

const started = Object.entries(JOB_MOVES).filter(([, { from }]) => from.length > 0)
const OPEN = ['queued', 'planning', 'ready', 'running']
const ENDED = ['succeeded', 'completed_with_errors', 'failed', 'canceled']
const STATES = [...OPEN, ...ENDED]

async function jobIn(
  { admin }: TestDatabase,
  state: string,
  kind: 'redaction' | 'bulk',
): Promise<string> {
  const id = randomUUID()
  const single = kind === 'redaction'
  const outcome = single && state !== 'queued' ? 'failed' : null
  await sql`
    insert into job (workspace_id, id, kind, state, requested_by, finished_at, outcome, type,
                     conversation_id, target_id)
    values ('default', ${id}, ${kind}, ${state}, 'cli',
            case when ${ENDED.includes(state)} then now() end, ${outcome},
            ${single ? 'source' : null}, ${single ? 'c' : null}, ${single ? 's' : null})`.execute(
    admin,
  )
  return id
}

/** @returns the state that it is left in, or that it was refused */
async function moved(database: TestDatabase, name: string, state: string): Promise<string> {
  const job = await jobIn(database, state, name === 'endRedactions' ? 'redaction' : 'bulk')
  const move = inWorkspace(database.db, 'default', (trx) => moves[name]!(trx, 'default', job))
  const isRefused = await move.then(
    () => false,
    () => true,
  )
  const { rows } = await sql<{ state: string }>`
    select state from job where id = ${job}`.execute(database.admin)
  if (isRefused) expect(rows[0]?.state).toBe(state)
  return isRefused ? 'refused' : rows[0]!.state
}

test('every change of a state that is drawn has its function', () => {
  expect(Object.keys(moves).toSorted()).toEqual(started.map(([name]) => name).toSorted())
})

test.for(started)(
  '%s starts from the states it says, and leaves a job of any other as it is',
  async ([name, { from, to }], { database }) => {
    const states = name === 'endRedactions' ? ['queued', 'failed'] : STATES
    for (const state of states) {
      const expected = from.some((one) => one === state) ? to : ['refused']
      expect(expected, state).toContain(await moved(database, name, state))
    }
  },
)
