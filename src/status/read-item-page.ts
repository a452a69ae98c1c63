import type { Db } from '../database/connection.ts'
import type { ItemView } from '../items/item-view.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import { findItems, type ItemQuery } from '../bulk/find-items.ts'
import { settledUntil } from '../bulk/settled-until.ts'
import { itemView } from './item-view.ts'

export type ItemPageQuery = ItemQuery

export interface ItemPage {
  readonly items: readonly ItemView[]
  /** `after` of the next page; undefined when no more can come. */
  readonly next: number | undefined
  /** Whether the job has to go on before there are more. */
  readonly isWaiting: boolean
}

/**
 * One page of a job's items, in the order they came. Chunks end in any order: with a filter by
 * outcome a page of a job that goes on ends before the first item without one, so that whoever
 * reads page after page misses no item and reads none twice.
 *
 * @param job as it was before
 */
export async function readItemPage(
  db: Db,
  workspace: string,
  job: StoredJob,
  query: ItemPageQuery,
): Promise<ItemPage> {
  const { outcome, after, limit } = query
  const mayGrow = outcome !== undefined && job.finished_at === null
  // Before the items: what is settled now is so when they are read.
  const settled = mayGrow ? await settledUntil(db, workspace, job.id) : undefined
  const found = await findItems(db, workspace, job.id, { ...query, limit: limit + 1 })
  const known = settled === undefined ? found : found.filter((one) => one.position <= settled)
  const items = known.slice(0, limit)
  const page = { items: items.map(itemView), isWaiting: false }
  if (known.length > limit) return { ...page, next: items.at(-1)?.position }
  if (settled === undefined) return { ...page, next: undefined }
  return { ...page, next: Math.max(settled, after), isWaiting: true }
}
