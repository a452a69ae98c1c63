import { findErasure } from '../src/erasure/find-erasure.ts'
import { outcomeOf, type Outcome } from '../src/jobs/outcome.ts'
import { eraseConversations, type ErasedKind } from '../src/rewrite/erase-conversations.ts'
import type { Work } from './piece-of-work.ts'

/** Erases messages for a job, and scrubs conversations. */
export function eraseFor(job: string): Work {
  return async (trx, workspace, piece) => {
    const erasure = await findErasure(trx, workspace, job)
    if (!erasure) throw new Error('a chunk of an erasure that is not stored')
    const { contacts, keeps } = erasure
    const erasing = { contacts, keeps, ...piece }
    const { kinds, files } = await eraseConversations(trx, workspace, erasing)
    const outcomes = new Map(
      piece.requests.map((request, at) => [request, outcomeOfKind(kinds[at] ?? 'not_found')]),
    )
    return { outcomes, files, unscrubbed: [] }
  }
}

function outcomeOfKind(kind: ErasedKind): Outcome {
  switch (kind) {
    case 'redacted':
      return outcomeOf({ kind: 'redact' })
    case 'already_redacted':
    case 'not_found':
      return outcomeOf({ kind })
  }
}
