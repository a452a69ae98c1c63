import { readingsOf } from '../look/readings-of.ts'
import { foldText } from './fold-text.ts'
import { base64Texts } from './base64-texts.ts'
import { bytesAsTexts } from './bytes-as-texts.ts'
import { matchTerms } from './match-terms.ts'
import type { SearchTerm } from './search-term.ts'
import { readHexadecimal } from './read-hexadecimal.ts'
import { unescapeJson } from './unescape-json.ts'
import { readHeaderWords, unquotePrintable } from './unquote-printable.ts'

/**
 * Readings of one value at most, the plainest first: a text that somebody made to be decoded without
 * end must not stop a search.
 */
const MOST_READINGS = 40

/** Ids and kinds stand in many rows: what was found clean is not decoded again. */
const MOST_REMEMBERED = 20_000
const LONGEST_REMEMBERED = 64

const TAGS = /<[^<>]*>/g

/**
 * Makes the search for terms in a value: as it is written, and behind base64, quoted-printable,
 * words of mail headers, escapes of JSON, entities and tags of HTML and `%` of links, also where
 * several of these are around each other. Mails and JSON it decodes by itself, not as words are taken
 * out: what that reads wrongly must be found here.
 */
export function findTerms(terms: readonly SearchTerm[]): (value: string | Buffer) => boolean {
  const isBehind = searchReadings(terms)
  const clean = new Set<string>()
  return (value) => {
    if (typeof value !== 'string' || value.length > LONGEST_REMEMBERED) return isBehind(value)
    if (clean.has(value)) return false
    if (isBehind(value)) return true
    if (clean.size >= MOST_REMEMBERED) clean.clear()
    clean.add(value)
    return false
  }
}

/**
 * Each decoder first looks for the sign that it decodes, in a fraction of the time: most values have
 * none, and are searched as they are.
 */
function searchReadings(terms: readonly SearchTerm[]): (value: string | Buffer) => boolean {
  const isIn = matchTerms(terms)
  const fewest = Math.min(...terms.map(({ value }) => foldText(value).length))
  const isRead = (text: string) =>
    isIn(text) || (text.includes('<') && isIn(text.replace(TAGS, '')))
  return (value) => {
    // What is added to a set while it is gone through is gone through as well, each once.
    const readings = new Set(typeof value === 'string' ? [value] : bytesAsTexts(value))
    const runs = new Set<string>()
    for (const reading of readings) {
      if (isRead(reading)) return true
      const { texts, bytes } = base64Texts(reading, runs, fewest)
      if (bytes.some(isIn)) return true
      const whole = texts.length > 0 ? [texts.join('\n')] : []
      for (const one of [...decodingsOf(reading), ...whole]) {
        if (readings.size < MOST_READINGS) readings.add(one)
      }
    }
    return false
  }
}

/**
 * What stands for other text takes its place; what is decoded as a whole is a text of its own. Each
 * alone, since one may break what another would have read: a line break that was escaped ends a word
 * of a header. What is behind several comes with the next reading.
 */
function decodingsOf(text: string): readonly string[] {
  const read = readingsOf(text).at(-1) ?? text
  const mail = [readHeaderWords(text), unquotePrintable(text)]
  return [unescapeJson(text), read, ...mail, readHexadecimal(text)]
}
