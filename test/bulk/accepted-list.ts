import { sql } from 'kysely'
import type { Db } from '../../src/database/connection.ts'
import type { ChunkOrStep } from '../../src/database/wakeup-table.ts'
import { findJob, type StoredJob } from '../../src/jobs/find-jobs.ts'
import { acceptList, type ListAsk } from '../../src/bulk/accept-list.ts'
import { addItems, MOST_ITEMS_A_BATCH } from '../../src/bulk/add-items.ts'
import { findItems, type StoredItem } from '../../src/bulk/find-items.ts'
import { openList } from '../../src/bulk/open-list.ts'
import type { DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import type { TestDatabase } from '../database-test.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { itemsOf } from './bodies.ts'

export interface ListForm {
  readonly workspace?: string
  readonly lanes?: number
  readonly chunkSize?: number
  readonly dryRun?: boolean
}

export const ASK: ListAsk = { kind: 'bulk', requestedBy: 'library' }

/** Receives a list of what callers wrote and leaves it as it is while it is received. */
export async function receivedList(
  db: Db,
  values: readonly unknown[],
  form: ListForm = {},
): Promise<string> {
  const { workspace = 'default', lanes = 2, chunkSize = 10, dryRun = false } = form
  const list = await openList(db, workspace, { dryRun, lanes, chunkSize })
  const items = itemsOf(values)
  for (let at = 0; at < items.length; at += MOST_ITEMS_A_BATCH) {
    await addItems(db, workspace, list, at, items.slice(at, at + MOST_ITEMS_A_BATCH))
  }
  return list
}

/** Accepts a list without telling any queue. */
export async function acceptedList(
  db: Db,
  values: readonly unknown[],
  form: ListForm = {},
): Promise<string> {
  const list = await receivedList(db, values, form)
  const accepted = await acceptList(db, form.workspace ?? 'default', list, ASK)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  return list
}

/** Delivers again whatever needs a worker, now: not waiting until it is due, or a death is noticed. */
export async function deliverAgain({ admin }: TestDatabase, chunks: DeliveryQueue): Promise<void> {
  const { rows } = await sql<{ workspace: string; job: string; chunk: ChunkOrStep }>`
    select workspace_id as workspace, job_id as job,
           case wakes when 'step' then '"step"' else to_jsonb(chunk) end as chunk
      from wakeup where wakes <> 'redaction' order by job_id, wakeup.chunk`.execute(admin)
  for (const { chunk, ...job } of rows) await chunks.deliverChunks(job, [chunk], true)
}

/** Waits until a job has ended, however. */
export async function endOf(
  { db }: TestDatabase,
  job: string,
  workspace = 'default',
): Promise<StoredJob> {
  const ended = await pollUntil(
    () => findJob(db, workspace, job),
    (found) => found !== undefined && found.finished_at !== null,
    { within: 120_000, every: 20 },
  )
  return ended!
}

/** All items of a job, page by page, as a caller reads them. */
export async function everyItem(db: Db, job: string, workspace = 'default'): Promise<StoredItem[]> {
  const items: StoredItem[] = []
  for (;;) {
    const page = await findItems(db, workspace, job, { after: items.length, limit: 5_000 })
    if (page.length === 0) return items
    items.push(...page)
  }
}

/** How the items of a job ended: `redacted`, `failed/server_error`, or `none`; in their order. */
export async function outcomesOfItems(db: Db, job: string, workspace = 'default') {
  const items = await everyItem(db, job, workspace)
  return items.map(({ outcome }) =>
    outcome === null ? 'none' : [outcome.kind, outcome.code].filter(Boolean).join('/'),
  )
}
