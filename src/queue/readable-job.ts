/** What BullMQ parses of a job's hash beside its data, and what stands for what can't be parsed. */
const STAND_INS: readonly [field: string, instead: string][] = [
  ['opts', '{}'],
  ['progress', '0'],
  ['parent', ''],
]

/**
 * What BullMQ's script hands out, but what BullMQ parses of it can be parsed. It throws before
 * anybody saw the job, which then came again every 15 s for hours (measured, with BullMQ 6.7).
 *
 * @param handed the script's answer: the job's hash as names and values, its id, two times
 */
export function readable(handed: unknown): unknown {
  if (!Array.isArray(handed) || !Array.isArray(handed[0])) return handed
  const [hash, ...others] = handed as [unknown[], ...unknown[]]
  for (const [field, instead] of STAND_INS) {
    const at = hash.findIndex((one, index) => index % 2 === 0 && one === field) + 1
    const text = at > 0 ? hash[at] : undefined
    if (typeof text === 'string' && text !== '' && !isReadable(text)) hash[at] = instead
  }
  return [hash, ...others]
}

/** `null` is JSON, but BullMQ takes whatever it finds for an object. */
function isReadable(text: string): boolean {
  try {
    return JSON.parse(text) !== null
  } catch {
    return false
  }
}
