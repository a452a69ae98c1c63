import { rereading, type Reading } from './reading.ts'

/**
 * White space with the marks of quoting that mails put before lines, characters without a width, and
 * whatever is no ASCII.
 */
const FOLDED =
  /[\s\u00ad\u200b\u200e\u200f\u2060]*[\n\r][\s>\u00ad\u200b\u200e\u200f\u2060]*|^>[\s>]*|[\s\u00ad\u200b\u200e\u200f\u2060]+|[^\0-\x7f]/gu

/**
 * The reading as words are compared: small letters, letters apart from their accents, one space for
 * any white space. Mails wrap and quote lines again, write addresses in either case, and a name
 * comes with its umlauts in one character or in two.
 */
export function foldReading(reading: Reading): Reading {
  return rereading(reading, FOLDED, foldMatch, (text) => text.toLowerCase())
}

/** The same of a text of ASCII, without the places. */
export function foldPlain(text: string): string {
  return text.toLowerCase().replaceAll(FOLDED_PLAIN, ' ')
}

const FOLDED_PLAIN = /\s*[\n\r][\s>]*|^>[\s>]*|\s+/g

function foldMatch(match: string): string {
  if (/[\s>]/.test(match)) return ' '
  return WIDTHLESS.test(match) ? '' : foldCharacter(match)
}

const WIDTHLESS = /^[\u00ad\u200b\u200e\u200f\u2060]/

/** Few characters make up most texts. */
const folded = new Map<string, string>()
const MOST_REMEMBERED = 10_000

function foldCharacter(character: string): string {
  const known = folded.get(character)
  if (known !== undefined) return known
  const made = foldedOf(character)
  if (folded.size < MOST_REMEMBERED) folded.set(character, made)
  return made
}

/** By way of the capitals, as two small letters may have one capital: the two sigmas of Greek. */
function foldedOf(character: string): string {
  return character.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD')
}
