import { Numeral } from '../json-stream/numeral.ts'
import { changeAuthor, changePeople } from './change-people.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { withoutOurId } from './person-id.ts'

/** A conversation as the tables hold it. */
export interface StoredConversation {
  readonly data: JsonObject
  readonly source: JsonObject | null
  /** The newest parts, oldest first. */
  readonly parts: readonly { readonly data: JsonObject; readonly body: string | null }[]
  /** All its parts, those not shown included. */
  readonly partCount: number
  /** Unix seconds of its latest redaction. */
  readonly redactedAt: number | null
}

/** Puts a conversation together again, in the shape it was imported in. Pure. */
export function renderConversation(stored: StoredConversation): JsonObject {
  const { data, source, redactedAt } = stored
  return {
    ...changePeople(data, withoutOurId),
    ...(source && { source: changeAuthor(source, withoutOurId) }),
    ...partsMember(stored),
    ...(redactedAt !== null && { updated_at: latest(data.updated_at, redactedAt) }),
  }
}

function partsMember({ data, parts, partCount }: StoredConversation): JsonObject {
  if (parts.length === 0) return {}
  const list = isObject(data.conversation_parts) ? data.conversation_parts : {}
  const shown = parts.map((part) => {
    const shownData = changeAuthor(part.data, withoutOurId)
    return part.body === null ? shownData : { ...shownData, body: part.body }
  })
  const total = list.total_count
  return {
    conversation_parts: {
      ...list,
      conversation_parts: shown,
      ...(typeof total === 'number' && { total_count: Math.max(total, partCount) }),
    },
  }
}

function latest(updatedAt: unknown, redactedAt: number): number | Numeral {
  if (updatedAt instanceof Numeral) {
    return Number(updatedAt.digits) > redactedAt ? updatedAt : redactedAt
  }
  return typeof updatedAt === 'number' ? Math.max(updatedAt, redactedAt) : redactedAt
}
