import type { QueryExecutorProvider } from 'kysely'
import { readCatalog } from '../catalog/read-catalog.ts'
import { mapDrift, type MapDrift } from './map-drift.ts'
import type { AddedMap } from './workspace-map.ts'

/** Reads how the tables of a map have changed since it was added. */
export async function readDrift(db: QueryExecutorProvider, map: AddedMap): Promise<MapDrift> {
  return mapDrift(map, await readCatalog(db, map.catalog.schema))
}
