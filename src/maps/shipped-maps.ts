import { readdirSync, readFileSync } from 'node:fs'
import { readMap, type MapText, type ReadMap } from './read/read-map.ts'

const FOLDER = new URL('./shipped/', import.meta.url)

/** The names of the maps that come with Unsaid, sorted. */
export function shippedNames(): string[] {
  return readdirSync(FOLDER)
    .flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort()
}

function shippedMap(name: string): MapText | undefined {
  if (!shippedNames().includes(name)) return undefined
  return { file: `${name}.yaml`, text: readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8') }
}

/** A map that comes with Unsaid; undefined where no such map does. */
export function readShippedMap(name: string): ReadMap | undefined {
  const shipped = shippedMap(name)
  return shipped && readMap(shipped, () => undefined)
}

/** A map of the user's own, which may extend one that comes with Unsaid. */
export function readOwnMap(given: MapText): ReadMap {
  return readMap(given, shippedMap)
}
