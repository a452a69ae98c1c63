/** A text in another form, with the places in the original that each of its units was read from. */
export interface Reading {
  readonly text: string
  /** Where a unit begins in the original, and where it ends. */
  readonly from: (unit: number) => number
  readonly to: (unit: number) => number
}

/** The original itself. */
export function plainReading(text: string): Reading {
  return { text, from: (unit) => unit, to: (unit) => unit + 1 }
}

/**
 * The reading with every match of a pattern read as something else, in one pass.
 *
 * @param pattern global; it never matches nothing
 * @param decode what a match stands for: any number of units, each with the place of the whole match
 * @param plain what becomes of the text between; its length must not change
 */
export function rereading(
  reading: Reading,
  pattern: RegExp,
  decode: (match: string) => string,
  plain: (text: string) => string = (text) => text,
): Reading {
  const places = growingPlaces(reading.text.length)
  const pieces: string[] = []
  let at = 0
  const copyUntil = (end: number) => {
    pieces.push(plain(reading.text.slice(at, end)))
    for (; at < end; at += 1) places.add(reading.from(at), reading.to(at))
  }
  for (const { 0: match, index } of reading.text.matchAll(pattern)) {
    copyUntil(index)
    const decoded = decode(match)
    at = index + match.length
    for (let unit = 0; unit < decoded.length; unit += 1) {
      places.add(reading.from(index), reading.to(at - 1))
    }
    pieces.push(decoded)
  }
  copyUntil(reading.text.length)
  return { text: pieces.join(''), from: places.from, to: places.to }
}

/** Numbers in pairs, eight bytes each: texts are mails of megabytes. */
function growingPlaces(expected: number) {
  let pairs = new Uint32Array(2 * expected + 64)
  let length = 0
  return {
    add: (from: number, to: number) => {
      if (length === pairs.length) {
        const larger = new Uint32Array(2 * length)
        larger.set(pairs)
        pairs = larger
      }
      pairs[length] = from
      pairs[length + 1] = to
      length += 2
    },
    from: (unit: number) => pairs[2 * unit] ?? 0,
    to: (unit: number) => pairs[2 * unit + 1] ?? 0,
  }
}
