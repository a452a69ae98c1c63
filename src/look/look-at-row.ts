import { isObject } from '../conversation/json-object.ts'
import { placeName, type Level } from './place-names.ts'
import type { Recognise } from './recognise.ts'
import type { StoredRow } from './stored-rows.ts'
import { visitTexts, type Visited } from './visit-texts.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'

/**
 * What something found in a place is: left over, or an exception that the certificate lists: what
 * others wrote, where only what the person wrote was to go, names and addresses that others have as
 * well, and what the workspace keeps by name.
 */
export type Found = 'found' | 'exception'

/** Places of one row in which the person was recognised. */
export type FoundPlaces = Map<string, Found>

export interface Looking {
  readonly visited: Visited
  readonly scope: ErasureScope
  readonly recognise: Recognise
}

/** Members that are the text of a message; the title quotes the source's subject. */
const TEXT: Readonly<Record<Level, readonly string[]>> = {
  part: ['body'],
  source: ['body', 'subject'],
  conversation: ['title'],
  contact: [],
}

/** Messages that are stored in the same words, as most emptied ones are, are looked through once. */
const MOST_REMEMBERED = 20_000
const LONGEST_REMEMBERED = 4_096

/** Makes the look at rows: in which of its places each tells of the person. */
export function lookAtRows(looking: Looking): (row: StoredRow) => FoundPlaces {
  const clean = new Set<string>()
  return function lookAtRow({ is_theirs: isTheirs, body, data, source, level }) {
    const places: FoundPlaces = new Map()
    const text = { looking, places, isTheirs }
    if (body !== null) note(text, level, 'body', body)
    lookAt(text, level, data, clean)
    if (source !== null) lookAt(text, 'source', source, clean)
    return places
  }
}

interface Look {
  readonly looking: Looking
  readonly places: FoundPlaces
  readonly isTheirs: boolean
}

function lookAt(look: Look, level: Level, json: string, clean: Set<string>): void {
  const before = look.places.size
  const key = json.length <= LONGEST_REMEMBERED ? `${level}${json}` : undefined
  if (key !== undefined && clean.has(key)) return
  const object: unknown = JSON.parse(json)
  for (const [member, value] of Object.entries(isObject(object) ? object : {})) {
    note(look, level, member, value)
  }
  if (key === undefined || look.places.size > before) return
  if (clean.size >= MOST_REMEMBERED) clean.clear()
  clean.add(key)
}

/** Something left over outweighs an exception in the same place. */
function note(look: Look, level: Level, member: string, value: unknown): void {
  const { looking, places, isTheirs } = look
  const { recognise, visited, scope } = looking
  const isOthersText = !isTheirs && scope === 'authored' && TEXT[level].includes(member)
  visitTexts({ [member]: value }, visited, (text, { ofOther, isKept }) => {
    const recognised = recognise(text)
    if (recognised === undefined) return
    const place = placeName(level, member)
    if (places.get(place) === 'found') return
    const isException = isOthersText || isKept || (recognised !== 'key' && ofOther)
    places.set(place, isException ? 'exception' : 'found')
  })
}
