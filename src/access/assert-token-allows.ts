import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Scope } from './access-token.ts'

/** The token in whose name something was asked for is not valid any more, or may not do this. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'

  readonly code: 'unauthorized' | 'forbidden'

  constructor(code: 'unauthorized' | 'forbidden') {
    super('the token was revoked, has expired or lost a scope meanwhile')
    this.code = code
  }
}

const VALID = sql`token.revoked_at is null
  and (token.expires_at is null or token.expires_at > clock_timestamp())`

/**
 * Makes sure, in the transaction that has the effect, that whoever asked for it still may. The
 * token's row is held until the commit: what is committed was allowed at that moment.
 *
 * @param requestedBy `token:<id>`; nobody else needs a token
 * @throws TokenRefused
 */
export async function assertTokenAllows(
  trx: Trx,
  workspace: string,
  requestedBy: string | undefined,
  scope: Scope,
): Promise<void> {
  const [id] = tokensOf([requestedBy ?? ''])
  if (id === undefined) return
  const { rows } = await sql<{ allowed: boolean }>`
    select ${scope} = any(scopes) as allowed from token
     where workspace_id = ${workspace} and id = ${id} and ${VALID} for share`.execute(trx)
  if (!rows[0]) throw new TokenRefused('unauthorized')
  if (!rows[0].allowed) throw new TokenRefused('forbidden')
}

/** Whether all of these tokens are valid and have a scope, as a part of a statement; it holds none. */
export function tokensAllow(
  workspace: string,
  tokens: readonly string[],
  scope: Scope,
): RawBuilder<boolean> {
  return sql<boolean>`not exists (
    select from unnest(${tokens}::text[]) as named(id) where not exists (
      select from token where token.workspace_id = ${workspace} and token.id = named.id
         and ${scope} = any(token.scopes) and ${VALID}))`
}

/** The ids of the tokens, each once, in whose name something is asked for. */
export function tokensOf(requestedBy: readonly string[]): string[] {
  const names = new Set(requestedBy.filter((name) => name.startsWith(PREFIX)))
  return [...names].map((name) => name.slice(PREFIX.length))
}

const PREFIX = 'token:'
