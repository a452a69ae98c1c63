/**
 * Where a text in double quotes ends, with backslashes before what is meant literally: so JSON and
 * arrays of Postgres have it. Linear, whatever stands in it.
 *
 * @param from the place of the opening quote
 * @returns the place after the closing one; the text's end where there is none
 */
export function endOfQuoted(text: string, from: number): number {
  let at = text.indexOf('"', from + 1)
  while (at !== -1 && isEscaped(text, from, at)) at = text.indexOf('"', at + 1)
  return at === -1 ? text.length : at + 1
}

function isEscaped(text: string, from: number, at: number): boolean {
  let first = at
  while (first - 1 > from && text[first - 1] === '\\') first -= 1
  return (at - first) % 2 === 1
}
