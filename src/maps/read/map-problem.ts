import type { MapPlace } from './map-place.ts'

/** What is wrong with a map file, and where. */
export interface MapProblem extends MapPlace {
  readonly message: string
}

export const byLine = (one: MapPlace, other: MapPlace) => one.line - other.line
