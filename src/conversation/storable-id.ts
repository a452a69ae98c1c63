import { isMessageId, isPossibleId } from '../request/id.ts'
import { exactIdText } from './exact-id-text.ts'

/** The id as text, if a row can bear it and a request can ask for it. */
export function storableId(value: unknown): string | undefined {
  const id = exactIdText(value)
  return id !== undefined && isPossibleId(id) ? id : undefined
}

/** The same for a conversation, a part or a source: what no request can ask for is not stored as its id. */
export function storableMessageId(value: unknown): string | undefined {
  const id = storableId(value)
  return id !== undefined && isMessageId(id) ? id : undefined
}
