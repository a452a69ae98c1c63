/** A run that is shorter is a word. */
const SHORTEST = 16
const NEXT_LINES = /(?:\r?\n[A-Za-z0-9+/_-]+)*/y

/**
 * Runs of characters of base64 in a text: a line of so many, with the lines that follow at once.
 * Most texts have none, so this looks at each sixteenth character only, where such a run must be;
 * an expression that looks at all of them took half the time of a search (measured).
 */
export function longRuns(text: string): string[] {
  const runs: string[] = []
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (!isOfBase64(text, at)) continue
    let start = at
    while (isOfBase64(text, start - 1)) start -= 1
    let end = at + 1
    while (isOfBase64(text, end)) end += 1
    if (end - start >= SHORTEST) {
      NEXT_LINES.lastIndex = end
      NEXT_LINES.test(text)
      end = Math.max(end, NEXT_LINES.lastIndex)
      runs.push(text.slice(start, end))
    }
    // The step that follows lands on the first character at which another run can be found.
    at = Math.max(at, end - 1)
  }
  return runs
}

function isOfBase64(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32
  if (code >= 97 && code <= 122) return true
  const sign = text.charCodeAt(at)
  return (sign >= 47 && sign <= 57) || sign === 43 || sign === 45 || sign === 95
}
