import type { Db } from '../database/connection.ts'
import { listErasures, type ErasureQuery } from '../erasure/list-erasures.ts'
import { erasureView, type ErasureView } from './erasure-view.ts'

/** Erasures of a page; each comes with its certificate. */
const AT_ONCE = 500

/** All erasures of a period, the newest first, as the API lists them. */
export async function allErasures(
  db: Db,
  workspace: string,
  asked: Omit<ErasureQuery, 'before' | 'limit'>,
): Promise<readonly ErasureView[]> {
  const all: ErasureView[] = []
  let before: string | undefined
  do {
    const page = await listErasures(db, workspace, { ...asked, before, limit: AT_ONCE })
    all.push(...page.erasures.map(erasureView))
    before = page.next
  } while (before !== undefined)
  return all
}
