import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'
import { isErrorCode, type ErrorCode } from '../error-list/error-codes.ts'
import type { ItemView } from '../items/item-view.ts'
import type { Outcome } from '../jobs/outcome.ts'
import type { StoredItem } from '../bulk/find-items.ts'

/**
 * An item as callers see it. `planned` is there once a dry run looked at it; `error` tells why it
 * is broken, else why it ended other than redacted, else, before a run, why it would. An item that
 * Unsaid found itself has no line in anybody's input: its place among the items stands for it.
 */
export function viewItem(item: StoredItem): ItemView {
  const error = errorOf(item)
  return {
    line: item.line ?? item.position,
    ...targetOf(item),
    external_id: item.externalId,
    outcome: item.outcome?.kind ?? null,
    ...(item.planned && { planned: item.planned.kind }),
    ...(error && { error: { code: error.code, message: error.message } }),
  }
}

function targetOf({ type, conversationId, targetId }: StoredItem) {
  const target = { type, conversation_id: conversationId }
  switch (type) {
    case null:
      return target
    case 'conversation_part':
      return { ...target, conversation_part_id: targetId }
    case 'source':
      return { ...target, source_id: targetId }
  }
}

function errorOf({ problems, outcome, planned }: StoredItem): ErrorEntry | undefined {
  const [problem] = problems
  if (problem) return errorEntry(codeOr(problem.code, 'parameter_invalid'), problem.message)
  const ended = outcome ?? planned
  return ended ? errorOfOutcome(ended) : undefined
}

function errorOfOutcome({ kind, code }: Outcome): ErrorEntry | undefined {
  switch (kind) {
    case 'redacted':
    case 'already_redacted':
    case 'canceled':
      return undefined
    case 'not_redactable':
      return errorEntry('conversation_part_not_redactable')
    case 'not_found':
      return errorEntry('conversation_part_or_message_not_found')
    case 'failed':
      return errorEntry(codeOr(code, 'server_error'))
  }
}

function codeOr(code: string | null, otherwise: ErrorCode): ErrorCode {
  return isErrorCode(code) ? code : otherwise
}
