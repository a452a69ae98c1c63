import type { MapPlace } from '../read/map-place.ts'

/**
 * What a map names a column for. Ids, links and classes hold no text of anybody, so naming them
 * accounts for them; a column that is only read may hold any.
 */
export type Use = 'id' | 'link' | 'class' | 'written' | 'read' | 'kept' | 'rebuilt'

/** A column where a map names it; without a column, a table. */
export interface NamedColumn {
  readonly table: string
  readonly column?: string
  readonly use: Use
  readonly place: MapPlace
  /** Of a link: the columns of the parents that it is compared with. */
  readonly linkedTo?: readonly { readonly table: string; readonly column: string }[]
  readonly mayBeMissing?: boolean
}
