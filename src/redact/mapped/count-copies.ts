import type { Copy } from '../../maps/format/copy-format.ts'
import type { CopyCount, CopyCounts } from '../copy-count.ts'
import type { FoundRow } from './root.ts'

/** The rows that each copy of a map was found to have. */
export type CopyRows = Map<Copy, readonly FoundRow[]>

/**
 * Says what became of the copies.
 *
 * @param left places of rows that were to be deleted, and are used by others
 */
export function countCopies(met: CopyRows, left: ReadonlySet<string>): CopyCounts {
  return Object.fromEntries([...met].map(([copy, rows]) => [copy.name, countOf(copy, rows, left)]))
}

function countOf(copy: Copy, rows: readonly FoundRow[], left: ReadonlySet<string>): CopyCount {
  const places = new Set(rows.map(({ row }) => row.place))
  const stays = [...places].filter((place) => left.has(`${copy.table} ${place}`)).length
  const words = new Set(rows.flatMap((row) => row.words ?? []))
  const isWritten = typeof copy.do === 'object' && Object.keys(copy.do).length > 0
  return {
    found: places.size,
    changed: isWritten ? places.size : 0,
    deleted: copy.do === 'delete' ? places.size - stays : 0,
    reported: copy.do === 'report' ? places.size : 0,
    words_too_short: [...words].reduce((sum, { tooShort }) => sum + tooShort, 0),
  }
}
