import type { MapPlace } from '../read/map-place.ts'

type FindingKind =
  | 'left'
  | 'missing_table'
  | 'missing_column'
  | 'unfit_value'
  | 'untaken_value'
  | 'refused_delete'
  | 'referenced'
  | 'shared_rows'
  | 'trigger'
  | 'publication'
  | 'index'
  | 'pattern'
  | 'cost'

/**
 * What a check has to say. A problem: the map does not account for it. Unchecked: nothing wrong was
 * seen, but this could not be looked at. A note is only to be known.
 */
export interface MapFinding {
  readonly level: 'problem' | 'unchecked' | 'note'
  readonly kind: FindingKind
  readonly table: string
  readonly column?: string
  readonly type?: string
  /** Where the map says it; absent where the map says nothing. */
  readonly place?: MapPlace
  readonly message: string
}
