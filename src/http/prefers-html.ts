/** Whether an `Accept` header asks for a page, rather than for JSON; of equals JSON it is. */
export function prefersHtml(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map(weighed)
  return qualityOf(ranges, 'text', 'html') > qualityOf(ranges, 'application', 'json')
}

interface Range {
  readonly name: string
  readonly quality: number
}

function weighed(range: string): Range {
  const [name = '', ...parameters] = range.split(';').map((one) => one.trim().toLowerCase())
  const given = parameters.find((one) => one.startsWith('q='))
  const quality = given === undefined ? 1 : Number(given.slice(2))
  return { name, quality: Number.isNaN(quality) ? 0 : quality }
}

/** By the most specific range that names it (RFC 9110, 12.5.1). */
function qualityOf(ranges: readonly Range[], type: string, subtype: string): number {
  for (const wanted of [`${type}/${subtype}`, `${type}/*`, '*/*']) {
    const found = ranges.find(({ name }) => name === wanted)
    if (found) return found.quality
  }
  return 0
}
