import type { DataMap } from '../format/map-format.ts'
import type { MapPlaces } from './map-place.ts'

/** A map that is what the format says, with the lines of its members. */
export interface LocatedMap {
  readonly file: string
  readonly map: DataMap
  readonly places: MapPlaces
}
