import type { Catalog } from '../catalog/catalog.ts'
import type { LocatedMap } from '../read/located-map.ts'
import { accountColumns, type Accounted, type Answer } from './account.ts'
import { carriedText } from './carried-text.ts'
import type { MapFinding } from './map-finding.ts'
import { leftColumns } from './left-columns.ts'
import { missingNames } from './missing-names.ts'
import { patternMatches } from './pattern-matches.ts'
import { refusedDeletes } from './refused-deletes.ts'
import { searchCosts } from './search-costs.ts'
import { sharedRows } from './shared-rows.ts'
import { tableLookup } from './table-lookup.ts'
import { unfitValues } from './unfit-values.ts'
import { untoldRedactions } from './untold-redactions.ts'
import { untoldReferrers } from './untold-referrers.ts'
import { untakenValues, type ReadValues } from './untaken-values.ts'

/** How a map stands to a schema. */
export interface CheckedMap {
  readonly findings: readonly MapFinding[]
  readonly tables: number
  /** Columns that can hold text, and how many are answered for in which way. */
  readonly textColumns: number
  readonly answers: Readonly<Record<Answer, number>>
}

/**
 * Holds a map against a schema: what is said of everything that can hold text, and whether what is
 * said can be done.
 *
 * @param values of the columns that rows are picked by; undefined: the data was not read
 */
export function checkMap(
  located: LocatedMap,
  catalog: Catalog,
  values: readonly ReadValues[] | undefined,
): CheckedMap {
  const lookup = tableLookup(catalog)
  const accounted = accountColumns(located, catalog)
  const findings = [
    ...missingNames(located, lookup),
    ...leftColumns(accounted),
    ...unfitValues(located, lookup),
    ...untoldRedactions(located),
    ...untoldReferrers(located, lookup),
    ...untakenValues(located, lookup, values),
    ...refusedDeletes(located, catalog, lookup),
    ...sharedRows(located, lookup),
    ...carriedText(located, lookup),
    ...patternMatches(located, catalog),
    ...searchCosts(located, lookup),
  ]
  const tables = new Set(accounted.map(({ table }) => table.name)).size
  return { findings, tables, textColumns: accounted.length, answers: counted(accounted) }
}

function counted(accounted: readonly Accounted[]): Record<Answer, number> {
  const count = (answer: Answer) => accounted.filter((one) => one.answer === answer).length
  return {
    rewritten: count('rewritten'),
    deleted: count('deleted'),
    rebuilt: count('rebuilt'),
    kept: count('kept'),
    key: count('key'),
  }
}
