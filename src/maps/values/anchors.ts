import { automatonOf } from './automaton.ts'

/** What can hide letters in a way that is not undone here: numbers for characters, quoted-printable, words of headers. */
const HIDING = /&#|&fj|=(?:[0-9A-F]{2}|\r?\n|\?)/i

/** Shorter ones are in most texts. */
const FEWEST = 3

/**
 * Makes a quick test whether fragments may stand in a text, in whatever form: the longest run of
 * ASCII letters and digits of one is there as it is, unless something could hide it. To read a text
 * in all its forms takes ten times as long.
 *
 * @param folded fragments, as they are looked for
 * @returns false only for texts in which none of them is
 */
export function anchorsOf(folded: readonly string[]): (text: string) => boolean {
  const anchors = folded.map(longestRun)
  if (anchors.some(({ length }) => length < FEWEST)) return () => true
  const automaton = automatonOf([...new Set(anchors)])
  function isIn(text: string): boolean {
    let isMet = false
    automaton.scan(text, () => {
      isMet = true
      return 'stop'
    })
    return isMet
  }
  return function mayHold(text) {
    const plain = unescaped(text)
    if (HIDING.test(plain)) return true
    const lower = lowered(plain)
    return isIn(lower) || (lower.includes('<') && isIn(lower.replaceAll(/<[^<>]*>/g, '')))
  }
}

/** However often JSON stands in JSON. */
function unescaped(text: string): string {
  if (!text.includes('\\u')) return text
  return text.replaceAll(/\\+u([\da-f]{4})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}

/** As fragments are folded, as far as ASCII letters may come of it. */
function lowered(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase()
  return text
    .replaceAll(/[\u00ad\u200b\u200e\u200f\u2060]/g, '')
    .normalize('NFD')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFD')
}

function longestRun(text: string): string {
  const runs = text.match(/[a-z0-9]+/g) ?? []
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '')
}
