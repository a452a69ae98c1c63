import { holdsContent } from '../../src/conversation/carries-content.ts'
import type { ErasureScope } from '../../src/erasure/accept-erasure.ts'
import { plain, type JsonObject } from '../contract/read-samples.ts'
import { listedParts } from '../conversation/expected-reply.ts'
import {
  afterRedaction,
  conversationLeft,
  isTheirs,
  otherPartLeft,
  redactedPartLeft,
  sourceLeft,
  NOBODY,
  type Erased,
} from './left-by-rules.ts'

/*
 * What the list lets stay of a generated conversation; only the texts count, not placeholders.
 */

const takesPart = (conversation: JsonObject, { people }: Erased) => {
  const { contacts } = conversation['contacts'] as { contacts: JsonObject[] }
  return contacts.some((one) => people.has(plain(one['id'])))
}

export function leftAfterErasures(
  conversation: JsonObject,
  erased: Erased,
  scope: ErasureScope,
): JsonObject {
  if (!takesPart(conversation, erased)) return conversation
  const { source, conversation_parts: list, ...data } = conversation
  const all = scope === 'conversations'
  const sourceGoes = all || isTheirs(source as JsonObject, erased)
  const parts = listedParts(conversation).map((part) => {
    const body = typeof part['body'] === 'string' ? part['body'] : null
    const { body: _, ...rest } = part
    const isMessage = holdsContent(body, body === null ? part : rest)
    return isMessage && (all || isTheirs(part, erased))
      ? redactedPartLeft(part, erased)
      : otherPartLeft(part, erased)
  })
  const listLeft = conversationLeft({ conversation_parts: list! }, erased, true)
  return {
    ...conversationLeft(data, erased, !sourceGoes),
    ...listLeft,
    source: sourceLeft(source as JsonObject, erased, sourceGoes),
    parts,
  }
}

/** @param target a part's id, '' for the source, or undefined: nothing was redacted */
export function leftAfterRedaction(conversation: JsonObject, target?: string): JsonObject {
  if (target === undefined) return conversation
  const { source, conversation_parts: list, ...data } = conversation
  const parts = listedParts(conversation).map((part) =>
    part['id'] === target ? redactedPartLeft(part, NOBODY) : part,
  )
  const left = afterRedaction(data, source as JsonObject, target !== '')
  return {
    ...left,
    ...(target === '' && { title: null }),
    list: { ...(list as JsonObject), conversation_parts: parts },
    source: target === '' ? sourceLeft(source as JsonObject, NOBODY, true) : source!,
  }
}
