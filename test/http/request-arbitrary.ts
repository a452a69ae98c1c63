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
  readonly stored: StoredConversation
}

const ODD_IDS = ['', ' ', '0', '-1', '1e3', '\0', '\ud800', '😀', '../..', '%', 'null', '[object]']
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'SEARCH']
const DEEP = [1, 8, 9, 2_000, 30_000].map((depth) => '['.repeat(depth) + ']'.repeat(depth))

/** Mostly near to what is valid: what is far from it is refused at the first step. */
export function anyRequest(known: KnownThings): fc.Arbitrary<AnyRequest> {
  const method = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('POST', 'GET') },
    fc.constantFrom(...METHODS),
  )
  const near = fc.record({
    method: fc.constant('POST'),
    path: fc.constant('/conversations/redact'),
    headers: headersOf(known),
    body: bodyOf(known),
  })
  const far = fc.record({ method, path: pathOf(known), headers: headersOf(known), body: anyBytes })
  return fc.oneof(near, far)
}

function pathOf({ job, stored }: KnownThings): fc.Arbitrary<string> {
  const id = fc.oneof(
    fc.constantFrom(job, stored.id, stored.partId),
    fc.constantFrom(...ODD_IDS.map(encoded), '%', '%zz', '%ff', '%ED%A0%80', 'x'.repeat(9_000)),
    fc.string({ unit: 'binary' }).map(encoded),
  )
  const route = fc.constantFrom(
    ...['/conversations/', '/jobs/status/', '/conversations', '/jobs/', '/redaction_jobs/', '/'],
  )
  const query = fc.constantFrom(
    ...['', '?', '?wait=0', '?wait=', '?wait=x', '?wait=-1', '?wait=1e99', '?wait=0.01', '?a=%zz'],
    ...['?wait=0&wait=0', '?wait[]=1', '?__proto__=1'],
  )
  const odd = fc.tuple(route, id, query).map((pieces) => pieces.join(''))
  const fixed = fc.constantFrom(
    ...[
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
      '/docs',
      '//',
      '/conversations/redact/',
    ],
  )
  return fc.oneof({ weight: 3, arbitrary: odd }, fixed, fc.webPath())
}

function headersOf({ tokens }: KnownThings): fc.Arbitrary<Record<string, string>> {
  const odd = fc.oneof(fc.constantFrom('', ' ', ',', ';', '*', '"', '1, 2'), latin1)
  const bearer = fc.constantFrom(...tokens.map((token) => `Bearer ${token}`))
  const authorization = fc.oneof({ weight: 9, arbitrary: bearer }, odd)
  const others = fc.record(
    {
      'content-type': fc.oneof(fc.constantFrom('application/json', 'text/plain', 'a/b;c=d'), odd),
      'idempotency-key': fc.oneof(fc.constantFrom('k', 'x'.repeat(255), 'x'.repeat(256)), odd),
      'intercom-version': fc.oneof(fc.constantFrom('2.14', 'Preview', '9'), odd),
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

function bodyOf({ stored }: KnownThings): fc.Arbitrary<Uint8Array> {
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

const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map(bytesOf),
  fc.constantFrom(...DEEP, '', '{}', '[]', 'null', `"${'x'.repeat(70_000)}"`).map(bytesOf),
)

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

/** A lone surrogate has no bytes to be encoded by. */
function encoded(id: string): string {
  return encodeURIComponent(id.toWellFormed())
}
