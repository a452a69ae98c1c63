import type { Scope } from '../src/access/access-token.ts'
import { newToken } from '../src/access/access-token.ts'
import { storeToken } from '../src/access/store-token.ts'
import type { Scene } from './scene.ts'

/** Makes a token of a workspace with these scopes; returns the header that carries it. */
export async function authorizationFor(
  { db }: Scene,
  scopes: readonly Scope[],
  workspace = 'default',
): Promise<{ authorization: string }> {
  const token = newToken()
  await storeToken(db, workspace, token, { scopes })
  return { authorization: `Bearer ${token}` }
}
