/** What BullMQ parses of a job's hash beside its data, and what stands for what can't be parsed. */
const STAND_INS: ReadonlyMap<unknown, string> = new Map([
  ['opts', '{}'],
  ['progress', '0'],
  ['parent', ''],
])

/**
 * What BullMQ's script hands out, but what BullMQ parses of it can be parsed. It throws before
 * anybody saw the job, which then came again every 15 s for hours (measured, with BullMQ 6.7).
 *
 * @param handed the script's answer: the job's hash as names and values, its id, two times
 */
export function readable(handed: unknown): unknown {
  if (!Array.isArray(handed) || !Array.isArray(handed[0])) return handed
  const [hash, ...others] = handed as [unknown[], ...unknown[]]
  // One pass over names and values: each job that is handed out waits for it.
  for (let at = 0; at < hash.length; at += 2) {
    const instead = STAND_INS.get(hash[at])
    const text = hash[at + 1]
    if (instead === undefined || typeof text !== 'string' || text === '' || text === instead)
      continue
    if (!isReadable(text)) hash[at + 1] = instead
  }
  return [hash, ...others]
}

/** Most jobs of a producer have the same options. */
let lastReadable = '{}'

/** `null` is JSON, but BullMQ takes whatever it finds for an object. */
function isReadable(text: string): boolean {
  if (text === lastReadable) return true
  try {
    if (JSON.parse(text) === null) return false
    lastReadable = text
    return true
  } catch {
    return false
  }
}
