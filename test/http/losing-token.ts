import { sql } from 'kysely'
import type { Scope } from '../../src/access/access-token.ts'
import { newToken } from '../../src/access/access-token.ts'
import { revokeToken, storeToken } from '../../src/access/store-token.ts'
import type { TestDatabase } from '../database-test.ts'
import { openRaw, type RawConnection } from './raw-connection.ts'

/** The ways in which a token stops being good for what it was good for. */
export const LOSSES = ['revoked', 'expired', 'of fewer scopes'] as const

export type Loss = (typeof LOSSES)[number]

export interface LosingToken {
  readonly id: string
  readonly token: string
  /** Resolves once it is committed. */
  lose(how: Loss): Promise<void>
}

/** A token that will not stay good. */
export async function losingToken(
  { db, admin }: TestDatabase,
  scopes: readonly Scope[],
): Promise<LosingToken> {
  const token = newToken()
  const id = (await storeToken(db, 'default', token, { scopes }))!
  return {
    id,
    token,
    async lose(how) {
      if (how === 'revoked') return void (await revokeToken(db, 'default', id))
      const change = how === 'expired' ? sql`expires_at = now()` : sql`scopes = '{admin}'`
      await sql`update token set ${change} where id = ${id}`.execute(admin)
    },
  }
}

/** Begins a request on a connection of its own: its head is sent, its body is up to the test. */
export async function beginRequest(
  address: string,
  { token, path, type = 'application/json' }: { token: string; path: string; type?: string },
): Promise<RawConnection> {
  const connection = await openRaw(address)
  await connection.send(
    [
      `POST ${path} HTTP/1.1`,
      ...['Host: x', `Authorization: Bearer ${token}`, 'Transfer-Encoding: chunked'],
      ...['Prefer: respond-async', 'Connection: close', `Content-Type: ${type}`, '', ''],
    ].join('\r\n'),
  )
  return connection
}

/** A piece of a body, as it is sent in chunks. */
export const piece = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

export const LAST_PIECE = '0\r\n\r\n'

/** How many jobs were accepted in a token's name. */
export async function jobsOf({ admin }: TestDatabase, { id }: LosingToken): Promise<number> {
  const { rows } = await sql<{ jobs: number }>`
    select count(*)::int as jobs from job where requested_by = ${`token:${id}`}`.execute(admin)
  return rows[0]!.jobs
}
