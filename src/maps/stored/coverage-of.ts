import type { MapCoverage } from './map-coverage.ts'
import type { AddedMap } from './workspace-map.ts'

/** What a map says of its own reach. */
export function coverageOf({ name, version, map }: AddedMap): MapCoverage {
  const { system, kept = [], outside = [] } = map
  const reasons = [...new Set(kept.map(({ because }) => because))]
  return { name, version, system, kept: reasons, outside }
}
