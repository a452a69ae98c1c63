import { readFileSync } from 'node:fs'
import { sampleFiles } from '../../src/demo/sample-files.ts'

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [name: string]: Json
}

export interface Sample {
  readonly file: string
  readonly id: string
  readonly conversation: JsonObject
}

export const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

export const objectsOf = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.map(objectOf) : []

/** A string or a number as text; of anything else, none. */
export const plain = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export const sourceOf = (conversation: JsonObject) => objectOf(conversation['source'])

export const partsOf = (conversation: JsonObject) =>
  objectsOf(objectOf(conversation['conversation_parts'])['conversation_parts'])

function readConversations(file: URL): JsonObject[] {
  const text = readFileSync(file, 'utf8')
  if (file.href.endsWith('.ndjson')) {
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as JsonObject)
  }
  const value = JSON.parse(text) as Json
  if (Array.isArray(value)) return objectsOf(value)
  const one = objectOf(value)
  return one['type'] === 'conversation.list' ? objectsOf(one['conversations']) : [one]
}

const nameOf = (file: URL) => file.pathname.split('/').at(-1) ?? ''

const isContacts = (file: URL) => nameOf(file) === 'contacts.json'

/** Every bundled conversation, read anew: a test may change what it gets. */
export function readSamples(): Sample[] {
  const files = sampleFiles().filter((file) => !isContacts(file))
  return files.flatMap((file) =>
    readConversations(file).map((conversation) => ({
      file: nameOf(file),
      id: plain(conversation['id']),
      conversation,
    })),
  )
}

/** Every bundled contact. */
export function readContacts(): JsonObject[] {
  return objectsOf(JSON.parse(readFileSync(sampleFiles().find(isContacts)!, 'utf8')) as Json)
}

/** One of the bundled conversations. */
export function sampleConversation(id: string): JsonObject {
  const found = readSamples().find((sample) => sample.id === id)
  if (!found) throw new Error(`no sample ${id}`)
  return found.conversation
}

/** The samples of other versions, and broken ones, as the index lists them; sorted. */
export function sampleIdsNotIn216(): string[] {
  const index = new URL('index.json', sampleFiles()[0])
  const listed = objectOf(JSON.parse(readFileSync(index, 'utf8')) as Json)['not_valid_in_2_16']
  return Object.keys(objectOf(listed)).sort()
}
