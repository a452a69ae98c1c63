import { openListDoor, type ListDoor } from '../../src/accept/list-door.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import type { ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import type { Certificate } from '../../src/erasure/certificate.ts'
import { findJob, type StoredJob } from '../../src/jobs/find-jobs.ts'
import { findLists, type StoredList } from '../../src/bulk/find-lists.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import type { TestDatabase } from '../database-test.ts'
import type { TestedBackend } from '../each-backend.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

/** A scene whose doors and workers have the pepper. */
export interface ErasureScene extends QueueScene {
  readonly lists: ListDoor
  readonly lanes: number
}

export async function openErasureScene(kind: TestedBackend, lanes = 2): Promise<ErasureScene> {
  const scene = await openQueueScene(kind)
  const { db } = scene.database
  const deps = { db, queue: scene.chunks, logger: createLogger('silent'), pepper: PEPPER }
  return { ...scene, lanes, lists: openListDoor(deps, lanes) }
}

/** Accepts the erasure of a contact through the door; the contact is Ada by her e-mail. */
export async function erase({ lists }: ErasureScene, ask: Partial<ErasureAsk> = {}) {
  const accepted = await lists.erase('default', {
    ...{ selector: { kind: 'email', value: 'ADA@example.com' }, scope: 'authored' },
    ...{ dryRun: false, dueAt: new Date(Date.now() + 86_400_000), requestedBy: 'cli', ...ask },
  })
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  return accepted.job
}

/** Starts a worker in this process. */
export function work({ closing, database, backend, lanes }: ErasureScene): void {
  const { db } = database
  const logger = createLogger('silent')
  const settings = { db, backend, logger, pepper: PEPPER, lanes, dispatchEvery: 200 }
  closing.opened(startWorker(settings), (one) => one.close())
}

export async function reaches(
  { database }: { database: TestDatabase },
  job: string,
  ...states: string[]
): Promise<StoredJob> {
  const found = await pollUntil(
    () => findJob(database.db, 'default', job),
    (one) => states.includes(one?.state ?? ''),
    { within: 600_000, every: 20 },
  )
  return found!
}

/** Waits until a job has ended, however. */
export function ends(scene: { database: TestDatabase }, job: string): Promise<StoredJob> {
  return reaches(scene, job, 'succeeded', 'completed_with_errors', 'failed', 'canceled')
}

export async function listOf(
  { database }: { database: TestDatabase },
  job: string,
): Promise<StoredList> {
  return (await findLists(database.db, 'default', [job])).get(job)!
}

export async function certificateOf(
  { database }: { database: TestDatabase },
  job: string,
  workspace = 'default',
): Promise<Certificate | undefined> {
  const rows = await inWorkspace(database.db, workspace, (trx) =>
    trx.selectFrom('certificate').select('content').where('job_id', '=', job).execute(),
  )
  return rows[0]?.content as Certificate | undefined
}

/** Imports as a process that has the pepper. */
export async function store({ database }: { database: TestDatabase }, ...objects: object[]) {
  await importWithPepper(database.db, 'default', ...objects)
}
