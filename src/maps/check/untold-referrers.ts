import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import type { TableLookup } from './table-lookup.ts'
import { referrersOf } from './referrers.ts'

/** `unless_used` names a table that refers to the row by no column that is known. */
export function untoldReferrers({ map, places }: LocatedMap, lookup: TableLookup): MapFinding[] {
  return (map.copies ?? []).flatMap((copy) =>
    [...referrersOf(map, lookup, copy)].flatMap(([user, uses]): MapFinding[] => {
      if (uses.length > 0 || lookup.table(user) === undefined) return []
      const place = places.of(copy, 'unless_used')
      return [
        {
          level: 'problem',
          kind: 'missing_column',
          table: user,
          ...(place && { place }),
          message: `${copy.name}: ${user} has no key that leads to ${copy.table}: say under \`links\` which of its columns does`,
        },
      ]
    }),
  )
}
