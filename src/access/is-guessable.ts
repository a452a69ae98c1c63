/** Fewer different characters than this no random text of 32 has. */
const FEWEST_CHARACTERS = 6

/** The share of neighbours in their order (`abc`, `321`, `aaa`) that no random text reaches. */
const MOST_IN_ORDER = 0.75

/**
 * Whether a secret was typed rather than drawn: it repeats itself, has hardly any different
 * characters, or counts up or down. A secret of random characters is never taken for one.
 */
export function isGuessable(secret: string): boolean {
  return (
    new Set(secret).size < FEWEST_CHARACTERS ||
    periodOf(secret) <= secret.length / 2 ||
    inOrder(secret) > MOST_IN_ORDER
  )
}

/** The length of the piece that a text is a repetition of, its last piece cut off or not. */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period += 1) {
    if (text.startsWith(text.slice(period))) return period
  }
  return text.length
}

function inOrder(text: string): number {
  const steps = Array.from(text.slice(1), (_, at) => text.charCodeAt(at + 1) - text.charCodeAt(at))
  return steps.filter((step) => Math.abs(step) <= 1).length / Math.max(1, steps.length)
}
