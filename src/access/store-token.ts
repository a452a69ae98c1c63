import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { digestOf, SCOPES, type Scope } from './access-token.ts'

/** A token as it is listed: never the token itself, which is not stored. */
export interface TokenRecord {
  readonly id: string
  readonly scopes: readonly string[]
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly revoked_at: Date | null
}

/**
 * Stores a token's digest in a workspace. A token that exists already stays as it is.
 *
 * @returns the token's id, undefined if it existed
 */
export async function storeToken(
  db: Db,
  workspace: string,
  token: string,
  options: { scopes: readonly Scope[]; expiresAt?: Date | undefined; bootstrap?: boolean },
): Promise<string | undefined> {
  const id = randomUUID()
  const inserted = await inWorkspace(db, workspace, (trx) =>
    trx
      .insertInto('token')
      .values({
        workspace_id: workspace,
        id,
        digest: digestOf(token),
        scopes: [...options.scopes],
        expires_at: options.expiresAt ?? null,
        bootstrap: options.bootstrap ?? false,
      })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .returning('id')
      .executeTakeFirst(),
  )
  return inserted?.id
}

/** The workspace's tokens, oldest first. */
export async function listTokens(db: Db, workspace: string): Promise<TokenRecord[]> {
  return inWorkspace(db, workspace, (trx) =>
    trx
      .selectFrom('token')
      .select(['id', 'scopes', 'created_at', 'expires_at', 'revoked_at'])
      .orderBy('created_at')
      .execute(),
  )
}

/** @returns false when the workspace has no such token that is not revoked yet */
export async function revokeToken(db: Db, workspace: string, id: string): Promise<boolean> {
  const result = await inWorkspace(db, workspace, (trx) =>
    trx
      .updateTable('token')
      .set({ revoked_at: new Date() })
      .where('workspace_id', '=', workspace)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst(),
  )
  return result.numUpdatedRows > 0n
}

/**
 * Makes the token of the environment valid, with all scopes. Another value makes another token,
 * which takes the place of those that were there before: a secret is changed because the old one is
 * no longer to be trusted. A value that was revoked stays so, by whatever process it is brought.
 *
 * @returns whether it is valid
 */
export async function storeBootstrapToken(
  db: Db,
  workspace: string,
  token: string,
): Promise<boolean> {
  await storeToken(db, workspace, token, { scopes: SCOPES, bootstrap: true })
  return inWorkspace(db, workspace, async (trx) => {
    const { rows } = await sql<{ valid: boolean }>`
      update token set bootstrap = true
       where workspace_id = ${workspace} and digest = ${digestOf(token)}
      returning revoked_at is null as valid`.execute(trx)
    const isValid = rows[0]?.valid ?? false
    if (isValid) {
      await sql`
        update token set revoked_at = now()
         where workspace_id = ${workspace} and bootstrap and revoked_at is null
           and digest <> ${digestOf(token)}`.execute(trx)
    }
    return isValid
  })
}
