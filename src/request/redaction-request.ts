/*
 * The words of Unsaid, one meaning each, used everywhere:
 *
 * workspace   a tenant; everything belongs to exactly one
 * target      what is redacted: a conversation part, or the source message of a conversation
 * request     what a caller asks for; it carries ids, never message text
 * job         what a caller polls: one row in the job-result store
 * wakeup      a row that says: this job still needs a worker
 * delivery    one BullMQ job; it names jobs, nothing more
 * decision    what the rules say about a target, a plain value
 * outcome     what is stored, exactly once
 * ledger      the append-only record of what was redacted; holds no text
 */

/** What a caller asks to have taken back. Ids are compared as text. */
export type RedactionRequest = PartRequest | SourceRequest

export interface PartRequest {
  readonly type: 'conversation_part'
  readonly conversationId: string
  readonly conversationPartId: string
}

export interface SourceRequest {
  readonly type: 'source'
  readonly conversationId: string
  readonly sourceId: string
}

export const TARGET_TYPES = ['conversation_part', 'source'] as const

export type TargetType = (typeof TARGET_TYPES)[number]

/** What is asked to be taken back, as rows and records name it. */
export interface NamedTarget {
  readonly type: TargetType
  readonly conversationId: string
  readonly targetId: string
}

/** The request for a target that is named by its own id. */
export function requestOf({ type, conversationId, targetId }: NamedTarget): RedactionRequest {
  return type === 'source'
    ? { type, conversationId, sourceId: targetId }
    : { type, conversationId, conversationPartId: targetId }
}

/** The id of the target itself, whichever kind it is. */
export function targetIdOf(request: RedactionRequest): string {
  return request.type === 'source' ? request.sourceId : request.conversationPartId
}
