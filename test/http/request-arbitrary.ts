import * as fc from 'fast-check'
import { nearList, nearPage, nearStep } from './list-request-arbitrary.ts'
import {
  anyBytes,
  bodyOf,
  encoded,
  headersOf,
  ODD_IDS,
  type AnyRequest,
  type KnownThings,
} from './request-pieces.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'SEARCH']
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
  return fc.oneof(near, nearList(known), nearStep(known), nearPage(known), far)
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
