import { createHash, randomBytes } from 'node:crypto'

/** What a token may do. Text is given out only under `conversations:read`. */
export const SCOPES = [
  'redact:write',
  'conversations:read',
  'jobs:read',
  'erase:write',
  'ledger:read',
  'admin',
] as const

export type Scope = (typeof SCOPES)[number]

/** 256 random bits, with a prefix that secret scanners can look for. */
export function newToken(): string {
  return `unsaid_${randomBytes(32).toString('base64url')}`
}

/** What is stored of a token. A fast hash is right for 256 random bits: nothing can be guessed. */
export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text)
}
