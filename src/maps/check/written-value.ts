import type { CatalogColumn, CatalogTable } from '../catalog/catalog.ts'
import type { ValueKind } from './value-kind.ts'

/** A value with the column that it is written into. */
export interface WrittenValue {
  readonly value: ValueKind
  readonly column: CatalogColumn
  readonly table: CatalogTable
  /** The tables that its rows are found from. */
  readonly parents: readonly CatalogTable[]
}

/** Why a value can't be written; undefined where it can. `unsure`: this can't be told from here. */
export type ValueObjection = { readonly message: string; readonly unsure?: true } | undefined
