import { createHash } from 'node:crypto'

/** sha256, in hex, of JSON with sorted members: equal facts have equal bytes, however stored. */
export function canonicalDigest(facts: object): string {
  return createHash('sha256').update(canonical(facts)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}
