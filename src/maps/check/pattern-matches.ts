import type { Catalog } from '../catalog/catalog.ts'
import { asList } from '../format/map-names.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import { matchedBy } from './kept-columns.ts'

/** What the patterns of `kept` keep now, so that somebody sees it. */
export function patternMatches({ map, places }: LocatedMap, catalog: Catalog): MapFinding[] {
  return (map.kept ?? []).flatMap((kept) => {
    if (kept.columns === undefined) return []
    const matched = matchedBy(kept, catalog)
    const place = places.of(kept, 'columns')
    const what = matched.length === 0 ? 'nothing' : `${matched.length}: ${matched.join(', ')}`
    const message = `${asList(kept.columns).join(', ')} keeps ${what}`
    return [{ level: 'note', kind: 'pattern', table: '', ...(place && { place }), message }]
  })
}
