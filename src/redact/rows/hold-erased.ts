import type { Trx } from '../../database/in-workspace.ts'
import type { RedactionRequest } from '../../request/redaction-request.ts'
import { targetKeyOf } from '../../request/target-key.ts'
import { NO_COPIES } from '../copy-counts.ts'
import type { Erasing } from '../erasing.ts'
import type { ErasedMessage, HeldMessages } from '../message-store.ts'
import { lockErased } from './lock-erased.ts'
import { rewriteErased } from './rewrite-erased.ts'

/**
 * Locks what a piece of an erasure takes away. What was found to be a message is redacted, though it
 * may carry nothing any more: another chunk of the same conversation may have scrubbed it.
 */
export async function holdErased(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  erasing: Erasing,
): Promise<HeldMessages<ErasedMessage>> {
  const rows = await lockErased(trx, workspace, requests, erasing)
  const found = new Map([...rows.sources, ...rows.parts].map((one) => [one.key, one]))
  return {
    of(request) {
      const message = found.get(targetKeyOf(request))
      return message?.exists ? message : undefined
    },
    filesOf: (request) => found.get(targetKeyOf(request))?.files ?? 0,
    async rewrite(some) {
      await rewriteErased(
        trx,
        workspace,
        { ...rows, redacted: new Set(some.map(targetKeyOf)) },
        erasing,
      )
      return NO_COPIES
    },
  }
}
