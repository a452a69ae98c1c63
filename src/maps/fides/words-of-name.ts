/** The words of a name in singular: `crm_customerReplies` has crm, customer and reply. */
export function wordsOfName(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map(singular)
}

function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`
  if (/(?:s|x|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word
}

/** Whether one of its words is among those. */
export const hasWord = (name: string, words: ReadonlySet<string>): boolean =>
  wordsOfName(name).some((word) => words.has(word))
