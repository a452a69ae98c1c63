import type { QueryExecutorProvider } from 'kysely'
import { readStamp } from '../catalog/read-stamp.ts'
import type { MapDrift } from './map-drift.ts'
import { readDrift } from './read-drift.ts'
import type { AddedMap } from './workspace-map.ts'

/** Tells how the tables of a map have changed since it was added; they are read again only when somebody changed them. */
export function driftReader(map: AddedMap): (db: QueryExecutorProvider) => Promise<MapDrift> {
  let known: { readonly stamp: string; readonly drift: MapDrift } | undefined
  return async (db) => {
    // Read first: a change that comes between the two is noticed the next time.
    const stamp = await readStamp(db, map.catalog.schema)
    if (known?.stamp !== stamp) known = { stamp, drift: await readDrift(db, map) }
    return known.drift
  }
}
