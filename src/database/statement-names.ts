import { createHash } from 'node:crypto'

const names = new Map<string, string>()

/**
 * The name that a statement is prepared by: a digest of its text, which holds no values, so there
 * are no more names than the code has statements. Names that are counted mean one statement to one
 * process and another to the next, and a pooled connection then runs the other's (measured).
 */
export function statementName(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `unsaid_${createHash('sha256').update(text).digest('base64url')}`
  names.set(text, name)
  return name
}
