import type { RedactionRequest } from './redaction-request.ts'

/** Two requests for the same target have the same key: no id can hold a line break. */
export function targetKeyOf(request: RedactionRequest): string {
  return request.type === 'source'
    ? `source\n${request.conversationId}\n${request.sourceId}`
    : `part\n${request.conversationId}\n${request.conversationPartId}`
}
