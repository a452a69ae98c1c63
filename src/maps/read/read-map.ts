import { mapFormat, type DataMap } from '../format/map-format.ts'
import { extendMap } from './extend-map.ts'
import { formatProblems } from './format-problems.ts'
import type { LocatedMap } from './located-map.ts'
import type { MapProblem } from './map-problem.ts'
import { newPlaces, type MapPlaces } from './map-place.ts'
import { readYaml, type ReadYaml } from './read-yaml.ts'
import { referenceProblems } from './reference-problems.ts'

export type ReadMap =
  | ({ readonly ok: true } & LocatedMap)
  | { readonly ok: false; readonly problems: readonly MapProblem[] }

/** The file of a map by its name and its text. */
export interface MapText {
  readonly file: string
  readonly text: string
}

/**
 * Reads a map file.
 *
 * @param shippedText the text of the map that comes with Unsaid under a name, for `extends`
 */
export function readMap(
  { file, text }: MapText,
  shippedText: (name: string) => MapText | undefined,
): ReadMap {
  const places = newPlaces()
  const own = readYaml(file, text, places)
  if (!own.ok) return own
  const whole = withExtended(own.value, { file, places, shippedText })
  if (!whole.ok) return whole
  return validated(whole.value, file, places)
}

interface Extending {
  readonly file: string
  readonly places: MapPlaces
  readonly shippedText: (name: string) => MapText | undefined
}

function withExtended(own: unknown, { file, places, shippedText }: Extending): ReadYaml {
  if (!isObject(own) || typeof own.extends !== 'string') return { ok: true, value: own }
  const shipped = shippedText(own.extends)
  if (shipped === undefined) {
    const place = places.of(own, 'extends') ?? { file, line: 1 }
    const message = 'extends: must name a map that comes with Unsaid: see unsaid map list'
    return { ok: false, problems: [{ ...place, message }] }
  }
  const base = readYaml(shipped.file, shipped.text, places)
  if (!base.ok || !isObject(base.value)) return base
  return { ok: true, value: extendMap(base.value, own, places) }
}

function validated(value: unknown, file: string, places: MapPlaces): ReadMap {
  const start = { file, line: 1 }
  if (!isObject(value))
    return refused([
      { ...start, message: 'must be a map: members such as map, format and contact' },
    ])
  const parsed = mapFormat.safeParse(value)
  if (!parsed.success) return refused(formatProblems(value, parsed.error, places, start))
  // The format changes nothing, and the places know the objects that were read.
  const map = value as unknown as DataMap
  const problems = referenceProblems({ file, map, places })
  return problems.length > 0 ? refused(problems) : { ok: true, file, map, places }
}

const refused = (problems: readonly MapProblem[]): ReadMap => ({ ok: false, problems })

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
