import type { TimeWord } from '../../maps/format/value-format.ts'
import type { Referrer } from '../../maps/check/referrers.ts'
import type { MappedRow } from './mapped-row.ts'

/** What becomes of one row in a transaction, however many parts of a map have to do with it. */
export interface RowChange {
  readonly place: string
  readonly version: string
  isDeleted: boolean
  /** It goes only if nobody refers to it any more in one of these ways. */
  unlessUsed: readonly Referrer[] | undefined
  readonly values: Map<string, string | null>
  /** Columns that get the time of the change. */
  readonly touched: Map<string, TimeWord>
}

/**
 * What a transaction will write, gathered by row: a row that was written once has another place, so
 * each is written by one statement.
 */
export interface Changes {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, RowChange>>
  /** One object for equal conditions, so that rows that are deleted alike are deleted together. */
  onceFor(uses: readonly Referrer[]): readonly Referrer[]
  of(table: string, row: Pick<MappedRow, 'place' | 'version'>): RowChange
}

export function newChanges(): Changes {
  const tables = new Map<string, Map<string, RowChange>>()
  const used = new Map<string, readonly Referrer[]>()
  return {
    tables,
    onceFor(condition) {
      const text = JSON.stringify(condition)
      const known = used.get(text) ?? condition
      used.set(text, known)
      return known
    },
    of(table, { place, version }) {
      const key = `${place} ${version}`
      const rows = tables.get(table) ?? new Map<string, RowChange>()
      tables.set(table, rows)
      const made: RowChange = rows.get(key) ?? {
        place,
        version,
        isDeleted: false,
        unlessUsed: undefined,
        values: new Map(),
        touched: new Map(),
      }
      rows.set(key, made)
      return made
    },
  }
}
