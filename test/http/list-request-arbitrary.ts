import * as fc from 'fast-check'
import {
  anyBytes,
  bodyOf,
  bytesOf,
  encoded,
  headersOf,
  type AnyRequest,
  type KnownThings,
} from './request-pieces.ts'

/** A list as JSON or as a stream, with options that are nearly right. */
export function nearList(known: KnownThings): fc.Arbitrary<AnyRequest> {
  const type = fc.constantFrom('application/x-ndjson', 'application/json', 'text/plain')
  const headers = fc
    .tuple(goodHeaders(known), type)
    .map(([given, one]) => ({ ...given, 'content-type': one }))
  return fc.record({
    method: fc.constant('POST'),
    path: queryOf({ dry_run: ['true', 'false'], reason: ['gdpr.17'] }).map(
      (query) => `/redaction_jobs${query}`,
    ),
    headers,
    body: listBodyOf(known),
  })
}

/** Mostly without the many headers that alone get a request refused. */
function goodHeaders(known: KnownThings): fc.Arbitrary<Record<string, string>> {
  const plain = fc
    .constantFrom(...known.tokens)
    .map((token) => ({ authorization: `Bearer ${token}` }))
  return fc.oneof({ weight: 3, arbitrary: plain }, headersOf(known))
}

function listBodyOf(known: KnownThings): fc.Arbitrary<Uint8Array> {
  const good = fc.constantFrom(known.stored.redactPart, known.stored.redactSource, {}, null)
  const odd = bodyOf(known).map((bytes) => Buffer.from(bytes).toString())
  const item = fc.oneof({ weight: 3, arbitrary: good.map((one) => JSON.stringify(one)) }, odd)
  const items = fc.array(item, { maxLength: 4 })
  const option = fc.constantFrom(
    ...[
      '"dry_run":true',
      '"dry_run":"true"',
      '"reason":"a"',
      '"reason":"A"',
      '"contact":{}',
      '"x":1',
    ],
  )
  const json = fc
    .tuple(items, fc.array(option, { maxLength: 2 }))
    .map(([list, options]) => `{${[`"items":[${list.join(',')}]`, ...options].join(',')}}`)
  const lines = items.map((list) => list.join('\n'))
  return fc.oneof(json.map(bytesOf), lines.map(bytesOf), anyBytes)
}

export function nearStep(known: KnownThings): fc.Arbitrary<AnyRequest> {
  const id = fc.constantFrom(known.lists.planned, known.lists.done, known.job, 'nope')
  const body = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('', '{}') }, fc.constant('{"x":1}'))
  return fc.record({
    method: fc.constant('POST'),
    path: fc.tuple(id, fc.constantFrom('run', 'cancel', 'run?x=1')).map(listPathOf),
    headers: goodHeaders(known),
    body: body.map(bytesOf),
  })
}

/** No events of what may be pending still: they don't end. */
export function nearPage(known: KnownThings): fc.Arbitrary<AnyRequest> {
  const id = fc.constantFrom(known.lists.done, known.job, 'nope')
  const page = queryOf({
    outcome: ['redacted', 'failed'],
    limit: ['1', '1000'],
    cursor: ['aXRlbXM6MQ'],
  })
  const jobs = queryOf({ state: ['queued', 'canceled'], kind: ['bulk', 'redaction'], limit: ['1'] })
  const items = fc.tuple(id, page).map(([one, query]) => listPathOf([one, `items${query}`]))
  const events = id.map((one) => listPathOf([one, 'events']))
  return fc.record({
    method: fc.constantFrom('GET', 'HEAD'),
    path: fc.oneof(
      items,
      events,
      jobs.map((query) => `/redaction_jobs${query}`),
    ),
    headers: goodHeaders(known),
    body: fc.constant(new Uint8Array()),
  })
}

function listPathOf([id, more]: readonly string[]): string {
  return `/redaction_jobs/${String(id)}/${String(more)}`
}

/** A query of some of these parameters, their values good ones or not. */
function queryOf(good: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  const parameters = Object.entries(good).map(([name, values]) => {
    const odd = fc.oneof(fc.constantFrom('', '0', '-1', '1e9', 'x'), fc.string({ unit: 'binary' }))
    const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, odd.map(encoded))
    return value.map((one) => `${name}=${one}`)
  })
  const odd = fc.constantFrom('x=1', '__proto__=1', 'a=%zz', 'limit[]=1')
  const one = fc.oneof(...parameters, ...parameters, odd)
  return fc.array(one, { maxLength: 3 }).map((all) => (all.length > 0 ? `?${all.join('&')}` : ''))
}
