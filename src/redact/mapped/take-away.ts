import type { Trx } from '../../database/in-workspace.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { CopyCounts } from '../copy-count.ts'
import { NO_COPIES } from '../copy-counts.ts'
import { newChanges } from './changes.ts'
import { countCopies, type CopyRows } from './count-copies.ts'
import { followCopies } from './follow-copies.ts'
import { noteRoot } from './note-change.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Ahead } from './pass-ahead.ts'
import type { Root } from './root.ts'
import { writeChanges } from './write-changes.ts'

/**
 * Takes away what a map says of these rows: their own columns, and every copy that keys or words
 * lead to, in the caller's transaction.
 *
 * @returns what became of the copies
 * @throws ConflictError when a row is not where it was found; then nothing of this may be kept
 */
export async function takeAway(
  trx: Trx,
  schema: MappedSchema,
  roots: readonly Root[],
  ahead?: Ahead,
): Promise<CopyCounts> {
  if (roots.length === 0) return NO_COPIES
  const changes = newChanges()
  const met: CopyRows = new Map()
  for (const root of roots) noteRoot(schema, changes, root)
  const named = roots.flatMap((root) => root.names.map((name) => ({ name, row: root.row, root })))
  const parents = groupedBy(named, ({ name }) => name)
  await followCopies(trx, schema, { changes, met, ahead }, parents)
  return countCopies(met, await writeChanges(trx, schema, changes))
}
