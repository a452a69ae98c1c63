import { objectOf, objectsOf, sourceOf, type Json, type JsonObject } from './read-samples.ts'

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

export function looksRedacted(part: JsonObject): boolean {
  return part['body'] === PLACEHOLDER
}

export function hasHistory(message: JsonObject): boolean {
  return Boolean(objectOf(message['email_message_metadata'])['history'])
}

export function quickReplies(part: JsonObject): JsonObject[] {
  return objectsOf(objectOf(part['metadata'])['quick_reply_options'])
}

export function partList(conversation: JsonObject): Json | undefined {
  return objectOf(conversation['conversation_parts'])['conversation_parts']
}

export function totalOf(conversation: JsonObject): number {
  return Number(objectOf(conversation['conversation_parts'])['total_count'] ?? 0)
}

export function subject(conversation: JsonObject): Json | undefined {
  return sourceOf(conversation)['subject']
}

export function contentSources(conversation: JsonObject): JsonObject[] {
  const list = objectOf(objectOf(conversation['ai_agent'])['content_sources'])
  return objectsOf(list['content_sources'])
}

export function attributes(conversation: JsonObject): Json[] {
  return Object.values(objectOf(conversation['custom_attributes']))
}

export function shapeOf(details: JsonObject): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}(${Object.keys(objectOf(value)).join()})`)
    .join(' ')
}
