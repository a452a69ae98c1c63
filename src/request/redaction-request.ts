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
