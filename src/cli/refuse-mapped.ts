import type { Db } from '../database/connection.ts'
import { storeOf } from '../redact/store-of.ts'
import { UsageError } from './usage-error.ts'

/**
 * Refuses what is about our own tables alone.
 *
 * @param why what a workspace on a map has instead
 * @throws UsageError where the messages of the workspace stand in tables that are not ours
 */
export async function refuseMapped(db: Db, workspace: string, why: string): Promise<void> {
  const { map } = await storeOf(db, workspace)
  if (map) throw new UsageError(`the workspace ${workspace} is on the map ${map.name}: ${why}`)
}
