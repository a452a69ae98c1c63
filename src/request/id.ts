const PRINTABLE_ASCII = /^[\x20-\x7e]{1,64}$/
const BLANK_OR_AT = /[\s@]/

/**
 * Whether anything of Intercom's can bear this id: 1 to 64 printable ASCII characters, not all of
 * them blank. Any other id is simply not found, and never reaches SQL: NUL and lone surrogates are
 * refused by Postgres (22P05, 22P02).
 */
export function isPossibleId(id: string): boolean {
  return PRINTABLE_ASCII.test(id) && id.trim() !== ''
}

/**
 * Whether a conversation, part or source can bear this id: one that has no blank and no `@` in it.
 * Text, a name or an address that is given for an id must be stored nowhere, as ids are: in jobs,
 * in the ledger.
 */
export function isMessageId(id: string): boolean {
  return isPossibleId(id) && !hasBlankOrAt(id)
}

/** Whether what is given for an id looks like text, or like an address. */
export function hasBlankOrAt(id: string): boolean {
  return BLANK_OR_AT.test(id)
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
