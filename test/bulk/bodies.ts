import type { Item } from '../../src/items/item.ts'
import { parseItem } from '../../src/items/parse-item.ts'
import { targetIdOf, type RedactionRequest } from '../../src/request/redaction-request.ts'

/** A request as a caller writes it into a list. */
export function bodyOf(request: RedactionRequest): Record<string, unknown> {
  const { type, conversationId } = request
  const target = type === 'source' ? 'source_id' : 'conversation_part_id'
  return { type, conversation_id: conversationId, [target]: targetIdOf(request) }
}

/** What a caller wrote, as items; the nth stands in line n. */
export function itemsOf(values: readonly unknown[]): Item[] {
  return values.map((value, at) => parseItem(at + 1, value))
}
