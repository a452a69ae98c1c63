import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { digestOf } from './access-token.ts'
import { tokenOfHeader } from './token-of-header.ts'

/** Who calls: read from the token alone, never from what the caller says. */
export interface Caller {
  readonly workspace: string
  readonly tokenId: string
  readonly scopes: ReadonlySet<string>
}

/** Milliseconds a look-up is remembered: a revoked token is refused within a second. */
const REMEMBERED = 1_000
const MOST_REMEMBERED = 10_000

interface Remembered {
  /** Infinity while it is being looked up: whoever asks meanwhile shares the answer. */
  until: number
  readonly caller: Promise<Caller | undefined>
}

/**
 * Finds who calls by the `Authorization` header; undefined for no token, an unknown, expired or
 * revoked one.
 *
 * @param before who was found by the same header: while that is remembered, the header is not read
 */
export type Authenticate = (
  header: string | undefined,
  before?: Caller,
) => Promise<Caller | undefined>

/** Makes the look-up of access tokens. */
export function createAuthenticator(db: Db): Authenticate {
  const remembered = new Map<string, Remembered>()
  const goodUntil = new WeakMap<Caller, number>()

  async function lookUp(key: string, digest: Buffer): Promise<Caller | undefined> {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    const one: Remembered = { until: Infinity, caller: findCaller(db, digest) }
    remembered.set(key, one)
    try {
      const caller = await one.caller
      one.until = performance.now() + REMEMBERED
      if (caller) goodUntil.set(caller, one.until)
      return caller
    } catch (error) {
      // What failed is forgotten: the next to ask looks again.
      one.until = 0
      throw error
    }
  }

  return async function authenticate(header, before) {
    if (before && (goodUntil.get(before) ?? 0) > performance.now()) return before
    const token = tokenOfHeader(header)
    if (token === undefined) return undefined

    const digest = digestOf(token)
    const key = digest.toString('base64')
    const known = remembered.get(key)
    return known && known.until > performance.now() ? known.caller : lookUp(key, digest)
  }
}

async function findCaller(db: Db, digest: Buffer): Promise<Caller | undefined> {
  const { rows } = await sql<{ workspace_id: string; id: string; scopes: string[] }>`
    select workspace_id, id, scopes from token_by_digest(${digest})`.execute(db)
  const row = rows[0]
  return row && { workspace: row.workspace_id, tokenId: row.id, scopes: new Set(row.scopes) }
}
