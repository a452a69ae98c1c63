import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml'
import type { MapProblem } from './map-problem.ts'
import type { MapPlace, MapPlaces } from './map-place.ts'

export type ReadYaml =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly MapProblem[] }

interface Reading {
  readonly places: MapPlaces
  readonly placeOf: (node: unknown) => MapPlace
  readonly problems: MapProblem[]
}

/** Plain values out of YAML; `places` learns where each member stands. */
export function readYaml(file: string, text: string, places: MapPlaces): ReadYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => ({ file, line: Math.max(1, lines.linePos(offset).line) })
  const broken = document.errors.map((one) => ({
    ...at(one.pos[0]),
    message: `is no YAML: ${one.message.toLowerCase()}`,
  }))
  if (broken.length > 0) return { ok: false, problems: broken }
  const placeOf = (node: unknown) => at((node as Node | null)?.range?.[0] ?? 0)
  const reading: Reading = { places, placeOf, problems: [] }
  const value = plain(document.contents, reading)
  return reading.problems.length > 0
    ? { ok: false, problems: reading.problems }
    : { ok: true, value }
}

function plain(node: unknown, reading: Reading): unknown {
  if (node === null || isScalar(node)) return node?.value ?? null
  if (isMap(node)) return object(node.items, reading)
  if (isSeq(node)) return list(node.items, reading)
  // One line that stands for others is no help to whoever reviews a map.
  const message = 'anchors and aliases are not known here: write it out'
  reading.problems.push({ ...reading.placeOf(node), message })
  return null
}

type Pairs = readonly { readonly key: unknown; readonly value: unknown }[]

function object(pairs: Pairs, reading: Reading): object {
  const named = pairs.map(({ key, value }) => ({
    name: isScalar(key) ? String(key.value) : '',
    place: reading.placeOf(key),
    value: plain(value, reading),
  }))
  const made = Object.fromEntries(named.map(({ name, value }) => [name, value]))
  for (const { name, place } of named) reading.places.note(made, name, place)
  return made
}

function list(items: readonly unknown[], reading: Reading): unknown[] {
  const made = items.map((item) => plain(item, reading))
  items.forEach((item, at) => reading.places.note(made, at, reading.placeOf(item)))
  return made
}
