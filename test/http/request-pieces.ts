import * as fc from 'fast-check'
import type { StoredConversation } from './store-conversation.ts'

/** A request of any kind, as bytes could have brought it. */
export interface AnyRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What exists, so that some requests come close to it. */
export interface KnownThings {
  readonly tokens: readonly string[]
  readonly job: string
  /** A list that was done, and one that is only planned. */
  readonly lists: Readonly<Record<'done' | 'planned', string>>
  readonly stored: StoredConversation
}

export const ODD_IDS = [
  '',
  ' ',
  '0',
  '-1',
  '1e3',
  '\0',
  '\ud800',
  '😀',
  '../..',
  '%',
  'null',
  '[object]',
]
const DEEP = [1, 8, 9, 2_000, 30_000].map((depth) => '['.repeat(depth) + ']'.repeat(depth))

export function headersOf({ tokens }: KnownThings): fc.Arbitrary<Record<string, string>> {
  const odd = fc.oneof(fc.constantFrom('', ' ', ',', ';', '*', '"', '1, 2'), latin1)
  const bearer = fc.constantFrom(...tokens.map((token) => `Bearer ${token}`))
  const authorization = fc.oneof({ weight: 9, arbitrary: bearer }, odd)
  const others = fc.record(
    {
      'content-type': fc.oneof(fc.constantFrom('application/json', 'text/plain', 'a/b;c=d'), odd),
      'idempotency-key': fc.oneof(fc.constantFrom('k', 'x'.repeat(255), 'x'.repeat(256)), odd),
      'intercom-version': fc.oneof(fc.constantFrom('2.14', 'Preview', '9'), odd),
      'last-event-id': fc.oneof(fc.constant('queued.0.0'), odd),
      'if-none-match': fc.oneof(fc.constantFrom('*', 'W/"x", "y"'), odd),
      prefer: fc.oneof(fc.constant('respond-async'), odd),
      'x-request-id': odd,
      expect: odd,
      accept: odd,
      range: odd,
      'x-http-method-override': fc.constant('DELETE'),
    },
    { requiredKeys: [] },
  )
  return fc.tuple(authorization, others).map(([given, rest]) => ({ authorization: given, ...rest }))
}

export function bodyOf({ stored }: KnownThings): fc.Arbitrary<Uint8Array> {
  const value = fc.oneof(
    fc.constantFrom<unknown>(...ODD_IDS, stored.id, stored.partId, stored.sourceId, 7, 1.5, null),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.jsonValue({ maxDepth: 3 }),
  )
  const name = fc.constantFrom(
    ...['type', 'conversation_id', 'conversation_part_id', 'source_id', '__proto__', 'reason'],
  )
  const mutated = fc
    .tuple(fc.constantFrom(stored.redactPart, stored.redactSource), fc.dictionary(name, value))
    .map(([valid, changes]) => bytesOf(JSON.stringify({ ...valid, ...changes })))
  const broken = fc
    .tuple(mutated, fc.nat(), fc.nat(255))
    .map(([bytes, at, byte]) => bytes.map((old, nth) => (nth === at % bytes.length ? byte : old)))
  return fc.oneof({ weight: 4, arbitrary: mutated }, broken, anyBytes)
}

const latin1 = fc
  .array(fc.integer({ min: 0x21, max: 0xff }), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x7f)))

export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map(bytesOf),
  fc.constantFrom(...DEEP, '', '{}', '[]', 'null', `"${'x'.repeat(70_000)}"`).map(bytesOf),
)

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

/** A lone surrogate has no bytes to be encoded by. */
export function encoded(id: string): string {
  return encodeURIComponent(id.toWellFormed())
}
