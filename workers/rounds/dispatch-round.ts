import { sql } from 'kysely'
import type { Db } from '../../src/database/connection.ts'
import { FIRST_WAKEUP } from '../../src/jobs/insert-accepted.ts'
import { forgetAllSettledStarts } from '../../src/jobs/job-starts.ts'
import { STEP } from '../../src/bulk/step.ts'
import { takeTurns } from '../../src/bulk/turns.ts'
import type { Wakes } from '../../src/database/wakeup-table.ts'
import type { Logger } from '../../src/logger.ts'
import { deliverTurns } from '../../src/queue/deliver-turns.ts'
import type { DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { createWritableAgain } from './writable-again.ts'

export interface DispatchRoundOptions {
  readonly db: Db
  /** Where redactions go. */
  readonly queue: DeliveryQueue
  /** Where chunks go. */
  readonly chunks: DeliveryQueue
  readonly logger: Logger
  /** Chunks of a workspace that may be on their way at once. */
  readonly lanes?: number
}

interface DueWakeup {
  readonly workspace_id: string
  readonly job_id: string
  readonly wakes: Wakes
  readonly chunk: number
}

/** With so many deliveries waiting the queue is only busy, and re-delivering would double it. */
const BUSY = { waiting: 1_000, overdue: '10 minutes', most: 10_000 }
const CALM = { overdue: '0', most: 10_000 }
const LONGEST_WAIT = '10 minutes'

/** An empty queue with wakeups older than this has lost its deliveries. */
const LOST_AFTER = '15 seconds'

/** Milliseconds. A job that rests after a failure looks lost, too: its rest must mean something. */
const BETWEEN_HASTENINGS = 30_000

/** Milliseconds. A start can outlive its job only when a kill and a lost queue meet. */
const BETWEEN_SWEEPS = 60_000

/**
 * Makes the dispatcher's round: deliver what is due, what an emptied queue has lost, and what rests
 * over a publication that was changed meanwhile.
 */
export function createDispatchRound(options: DispatchRoundOptions) {
  const { db, queue, chunks, logger } = options
  const mayHasten = atMostEvery(BETWEEN_HASTENINGS)
  const maySweep = atMostEvery(BETWEEN_SWEEPS)
  const isWritableAgain = createWritableAgain(db)
  let mayGoOn = false

  return async function dispatch(): Promise<void> {
    const backlogs = [await queue.backlog(), await chunks.backlog()]
    const waiting = backlogs.reduce((sum, one) => sum + one.waiting, 0)
    const idle = backlogs.every((one) => one.all === 0)
    mayGoOn ||= await isWritableAgain()
    if (idle && mayGoOn) {
      logger.info({ wakeups: await hasten(db, '0') }, 'tables can be written again')
      mayGoOn = false
    } else if (idle && mayHasten()) {
      const hastened = await hasten(db, LOST_AFTER)
      if (hastened > 0) logger.warn({ wakeups: hastened }, 'the queue is empty but jobs wait')
    }

    const rows = await dueWakeups(db, waiting > BUSY.waiting ? BUSY : CALM)
    await deliverAgain(options, rows)
    await giveTurns(options)
    if (rows.length > 0) logger.info({ wakeups: rows.length }, 'delivered again')
    if (idle && maySweep()) await forgetAllSettledStarts(db)
  }
}

async function deliverAgain(
  { queue, chunks }: DispatchRoundOptions,
  rows: readonly DueWakeup[],
): Promise<void> {
  const redactions = rows.filter(({ wakes }) => wakes === 'redaction')
  for (const [workspace, jobs] of byWorkspace(redactions)) {
    await queue.deliver(workspace, jobs, true)
  }
  for (const { workspace_id: workspace, job_id: job, wakes, chunk } of rows) {
    if (wakes === 'redaction') continue
    await chunks.deliverChunks({ workspace, job }, [wakes === 'step' ? STEP : chunk], true)
  }
}

/** Whoever should have had a chunk delivered that waits for its turn may have died before. */
async function giveTurns({ db, chunks, lanes = 1 }: DispatchRoundOptions): Promise<void> {
  const { rows } = await sql<{ workspace: string }>`
    select waiting_workspaces() as workspace`.execute(db)
  for (const { workspace } of rows) {
    await deliverTurns(chunks, workspace, await takeTurns(db, workspace, lanes))
  }
}

/** @returns how many that are older than this are due now, and were not */
async function hasten(db: Db, age: string): Promise<number> {
  const { rows } = await sql<{ hastened: string }>`
    select hasten_wakeups(${age}::interval, ${CALM.most}::integer) as hastened`.execute(db)
  return Number(rows[0]?.hastened ?? 0)
}

async function dueWakeups(db: Db, { overdue, most }: typeof BUSY | typeof CALM) {
  const { rows } = await sql<DueWakeup>`
    select workspace_id, job_id, wakes, chunk from due_wakeups(${overdue}::interval, ${most}::integer,
      make_interval(secs => ${FIRST_WAKEUP}), ${LONGEST_WAIT}::interval)`.execute(db)
  return rows
}

function byWorkspace(rows: readonly DueWakeup[]): Map<string, string[]> {
  const jobs = new Map<string, string[]>()
  for (const row of rows) {
    const known = jobs.get(row.workspace_id)
    if (known) known.push(row.job_id)
    else jobs.set(row.workspace_id, [row.job_id])
  }
  return jobs
}

function atMostEvery(milliseconds: number): () => boolean {
  let next = -Infinity
  return () => {
    if (performance.now() < next) return false
    next = performance.now() + milliseconds
    return true
  }
}
