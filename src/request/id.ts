const PRINTABLE_ASCII = /^[\x20-\x7e]{1,64}$/

/**
 * Whether a conversation, part or source can bear this id: 1 to 64 printable ASCII characters,
 * not all of them blank. Any other id is simply not found, and never reaches SQL: NUL and lone
 * surrogates are refused by Postgres (22P05, 22P02).
 */
export function isPossibleId(id: string): boolean {
  return PRINTABLE_ASCII.test(id) && id.trim() !== ''
}

/**
 * An id as text, from either of the forms Intercom's own documents use: a string or an integer.
 *
 * @returns undefined when the value is neither
 */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return undefined
}
