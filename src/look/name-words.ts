const FEWEST_LETTERS = 4

/** Letters and digits with their marks: what is beside them ends a word. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const LETTER = /\p{L}/gu

/**
 * The words of a text that can tell who somebody is: of four letters and more, in one spelling. A
 * name that is part of another word is not among them.
 */
export function nameWords(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(WORD) ?? []
  return words.filter((word) => word.length >= FEWEST_LETTERS && lettersOf(word) >= FEWEST_LETTERS)
}

function lettersOf(word: string): number {
  return word.match(LETTER)?.length ?? 0
}
