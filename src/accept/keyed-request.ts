import { keyedHash, type Pepper } from '../database/pepper.ts'
import type { IdempotencyKey } from '../jobs/claim-keys.ts'

/**
 * A request whose fingerprint is hashed by the pepper once more: that of one which names a person
 * could be found by trying addresses, and no such hash is kept of anybody who is erased.
 */
export function keyedRequest<Ask extends { readonly key?: IdempotencyKey }>(
  ask: Ask,
  pepper: Pepper,
): Ask {
  if (!ask.key) return ask
  const { digest, fingerprint } = ask.key
  const keyed = keyedHash(pepper, ['request', fingerprint.toString('hex')])
  return { ...ask, key: { digest, fingerprint: keyed } }
}
