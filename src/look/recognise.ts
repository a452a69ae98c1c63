import { contactKey } from '../conversation/contact-key.ts'
import type { Pepper } from '../database/pepper.ts'
import { addressesIn } from './addresses-in.ts'
import type { LookedFor } from './looked-for.ts'
import { nameKey } from './name-key.ts'
import { nameWords } from './name-words.ts'
import { readingsOf } from './readings-of.ts'

/**
 * What a text says of the person: an address or external id of theirs, one that somebody else has as
 * well, or the word of a name.
 */
export type Recognised = 'key' | 'shared' | 'name' | undefined

export type Recognise = (text: string) => Recognised

/** Longer texts are no one's id; they are looked through for addresses and names. */
const LONGEST_ID = 512

/** Words and addresses come again and again: their hashes are made once. */
const MOST_REMEMBERED = 200_000

/** Makes the test whether a text holds an address, an external id or a name of the person. */
export function recognise(person: LookedFor, workspace: string, pepper: Pepper): Recognise {
  const shared = texts(person.shared)
  const test = (kind: 'email' | 'external_id', keys: readonly Buffer[]) =>
    remembered(texts(keys), (text) => contactKey(pepper, workspace, kind, text))
  const emailOf = test('email', person.emails)
  const externalIdOf = test('external_id', person.externalIds)
  const nameOf = remembered(texts(person.names), (word) => nameKey(pepper, workspace, word))
  const kindOf = (key: string): Recognised => (shared.has(key) ? 'shared' : 'key')
  return function recogniseIn(text) {
    const isShort = text.length <= LONGEST_ID
    const whole = isShort ? (emailOf(text) ?? externalIdOf(text)) : undefined
    if (whole !== undefined) return kindOf(whole)
    const readings = readingsOf(text)
    const addresses = person.emails.length > 0 ? readings.flatMap(addressesIn) : []
    const found = addresses.flatMap((address) => emailOf(address) ?? [])
    if (found.length > 0) return found.some((key) => !shared.has(key)) ? 'key' : 'shared'
    const words = person.names.length > 0 ? readings.flatMap(nameWords) : []
    return words.some((word) => nameOf(word) !== undefined) ? 'name' : undefined
  }
}

function texts(keys: readonly Buffer[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.toString('base64')))
}

/** The key of a text, if it is one of those; no key is made where there are none. */
function remembered(
  keys: ReadonlySet<string>,
  keyOf: (text: string) => Buffer | undefined,
): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (text) => {
    if (keys.size === 0) return undefined
    if (known.has(text)) return known.get(text)
    const key = keyOf(text)?.toString('base64')
    const found = key !== undefined && keys.has(key) ? key : undefined
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(text, found)
    return found
  }
}
