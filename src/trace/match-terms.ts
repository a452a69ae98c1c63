import { foldText } from './fold-text.ts'
import type { SearchTerm } from './search-term.ts'

/**
 * Whether a text holds one of the terms as it is written: in any case and composition, and with any
 * spaces and line breaks where the term has a space. An address that is the end or the beginning of
 * a longer one, as `ada@example.com` of `nada@example.com`, is somebody else's.
 */
export function matchTerms(terms: readonly SearchTerm[]): (text: string) => boolean {
  // One expression for all: a text is gone through once, however many the terms are.
  const pattern = new RegExp(terms.map(patternOf).join('|'), 'u')
  return (text) => pattern.test(foldText(text))
}

/** What stands before is looked at last, so that the search can begin with letters to look for. */
function patternOf({ kind, value }: SearchTerm): string {
  const words = foldText(value).split(/\s+/u).map(escaped).join('\\s+')
  return kind === 'email' ? `${words}(?![\\p{L}\\p{N}])(?<![\\p{L}\\p{N}]${words})` : words
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')
}
