import type { Db } from '../database/connection.ts'
import type { OutcomeKind } from '../database/tables.ts'
import type { ItemView } from '../items/item-view.ts'
import { findItems } from '../bulk/find-items.ts'
import { itemView } from './item-view.ts'

const PAGE = 1_000

/**
 * All items of a job, in the order they came, 1,000 at a time: the next page is read when it is
 * asked for. A job that still runs may change between two pages.
 *
 * @param outcome only those with this one
 */
export async function* itemPages(
  db: Db,
  workspace: string,
  job: string,
  outcome?: OutcomeKind,
): AsyncGenerator<ItemView[], void> {
  const only = outcome === undefined ? {} : { outcome }
  for (let after: number | undefined = 0; after !== undefined;) {
    const items = await findItems(db, workspace, job, { ...only, after, limit: PAGE })
    if (items.length > 0) yield items.map(itemView)
    after = items.length < PAGE ? undefined : items.at(-1)?.position
  }
}
