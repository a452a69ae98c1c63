import type { Scope } from '../../src/tokens/access-token.ts'
import { newToken } from '../../src/tokens/access-token.ts'
import { storeToken } from '../../src/tokens/store-token.ts'
import type { Scene } from './scene.ts'

/** Makes a token of workspace `default` with these scopes; returns the header that carries it. */
export async function authorizationFor(
  { db }: Scene,
  scopes: readonly Scope[],
): Promise<{ authorization: string }> {
  const token = newToken()
  await storeToken(db, 'default', token, { scopes })
  return { authorization: `Bearer ${token}` }
}
