import { contactKey } from '../conversation/contact-key.ts'
import type { Pepper } from '../database/pepper.ts'
import { addressesIn } from './addresses-in.ts'
import type { LookedFor } from './looked-for.ts'
import { nameKey } from './name-key.ts'
import { nameWords } from './name-words.ts'
import { readingsOf } from './readings-of.ts'

/** What a text says of the person: by what they are known to machines, or the word of a name. */
export type Recognised = 'key' | 'name' | undefined

export type Recognise = (text: string) => Recognised

/** Longer texts are no one's id; they are looked through for addresses and names. */
const LONGEST_ID = 512

/** Words and addresses come again and again: their hashes are made once. */
const MOST_REMEMBERED = 200_000

/** Makes the test whether a text holds an address, an external id or a name of the person. */
export function recognise(person: LookedFor, workspace: string, pepper: Pepper): Recognise {
  const isEmail = remembered(keyed(person.emails), (text) =>
    contactKey(pepper, workspace, 'email', text),
  )
  const isExternalId = remembered(keyed(person.externalIds), (text) =>
    contactKey(pepper, workspace, 'external_id', text),
  )
  const isName = remembered(keyed(person.names), (word) => nameKey(pepper, workspace, word))
  return function recogniseIn(text) {
    const isId = text.length <= LONGEST_ID && (isEmail(text) || isExternalId(text))
    if (isId) return 'key'
    const readings = readingsOf(text)
    if (person.emails.length > 0 && readings.flatMap(addressesIn).some(isEmail)) return 'key'
    const isNamed = person.names.length > 0 && readings.flatMap(nameWords).some(isName)
    return isNamed ? 'name' : undefined
  }
}

function keyed(keys: readonly Buffer[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.toString('base64')))
}

/** Whether the key of a text is one of those; no key is made where there are none. */
function remembered(
  keys: ReadonlySet<string>,
  keyOf: (text: string) => Buffer | undefined,
): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return (text) => {
    if (keys.size === 0) return false
    const before = known.get(text)
    if (before !== undefined) return before
    const key = keyOf(text)
    const is = key !== undefined && keys.has(key.toString('base64'))
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(text, is)
    return is
  }
}
