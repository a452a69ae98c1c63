import * as fc from 'fast-check'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { expect } from 'vitest'
import { ERROR_CODES, type ErrorCode } from '../../src/error-list/error-codes.ts'
import { openApiDocument } from '../../src/openapi/openapi-document.ts'
import { SCOPES } from '../../src/access/access-token.ts'
import { errorListSchema } from '../contract/error-schema.ts'
import { createToken, test, type TestApi } from './api-test.ts'
import { placeOf, postList, settled } from './bulk-lists.ts'
import { anyRequest } from './request-arbitrary.ts'
import type { AnyRequest, KnownThings } from './request-pieces.ts'
import { storeConversation } from './store-conversation.ts'
import type { TestDatabase } from '../database-test.ts'
import { whenClosed } from '../when-closed.ts'
import { atScale } from '../scene/at-scale.ts'

/** Requests to generate; `UNSAID_FUZZ_RUNS` asks for another number. */
const RUNS = Number(process.env['UNSAID_FUZZ_RUNS'] ?? atScale({ small: 1_000, full: 3_000 }))
/** Of one round; they are sent at once. */
const AT_ONCE = 50
const ROUNDS = { numRuns: Math.ceil(RUNS / AT_ONCE), endOnFailure: RUNS > 10_000 }
const PATIENCE = 60_000 + RUNS * 20

const GOOD = [200, 202, 204, 304]

async function knownThings(api: TestApi, database: TestDatabase): Promise<KnownThings> {
  const stored = await storeConversation(database)
  const done = await api.redact(stored.redactSource)
  const tokens = [await createToken(database, SCOPES), await createToken(database, ['jobs:read'])]
  const items = [stored.redactSource]
  const places = [
    placeOf(await postList(api, { items })),
    placeOf(await postList(api, { items, dry_run: true })),
  ]
  const [over, planned] = await Promise.all(places.map((place) => settled(api, place)))
  const lists = { done: over?.body.id as string, planned: planned?.body.id as string }
  return { stored, tokens, job: placeOf(done).split('/').at(-1) ?? '', lists }
}

interface Answer {
  readonly status: number
  readonly text: string
}

function send(address: string, agent: Agent, { method, path, headers, body }: AnyRequest) {
  return new Promise<Answer>((resolve, reject) => {
    const { hostname, port } = new URL(address)
    const all = { ...headers, 'content-length': body.length }
    const call = httpRequest({ hostname, port, agent, method, path, headers: all }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () => {
        resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
      })
    })
    call.on('error', reject).end(body)
  })
}

/** Routes of the document, each as what finds its URLs. */
const ROUTES = Object.entries(openApiDocument('1').paths).map(([path, methods]) => ({
  url: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/?#;]*')}(?:[?#;]|$)`),
  methods,
}))

/** What the document says a request can be answered with; nothing where it tells of no such route. */
function documented({ method, path }: AnyRequest): string[] | undefined {
  const route = ROUTES.find(({ url }) => url.test(path))
  const responses = route?.methods[method === 'HEAD' ? 'get' : method.toLowerCase()]?.responses
  return responses && Object.keys(responses)
}

/** A refusal names a code of the catalogue that has this status; our own failures are none. */
function expectKnown(request: AnyRequest, { status, text }: Answer): void {
  const { method, path } = request
  const statuses = documented(request)
  if (statuses) expect(statuses, `${method} ${path}`).toContain(String(status))
  if (GOOD.includes(status)) return
  expect(status, `${method} ${path}`).toBeLessThan(500)
  if (method === 'HEAD') return
  const { errors } = errorListSchema.parse(JSON.parse(text))
  const named = errors.map(({ code }) => ERROR_CODES[code as ErrorCode].status)
  expect(named[0], text).toBe(status)
}

const report = (what: string, counts: Map<string, number>, since: number, seed?: number) => {
  if (RUNS <= 10_000) return
  const seconds = Math.round((performance.now() - since) / 1000)
  process.stdout.write(
    `${what}: ${JSON.stringify({ seed, seconds, ...Object.fromEntries(counts) })}\n`,
  )
}

const seedOf = () => Number(process.env['UNSAID_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

test(
  'whatever is asked, the answer is a known one',
  { timeout: PATIENCE },
  async ({ api, database }) => {
    const known = await knownThings(api, database)
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
    const [counts, since, seed] = [new Map<string, number>(), performance.now(), seedOf()]
    const round = fc.array(anyRequest(known), {
      minLength: AT_ONCE,
      maxLength: AT_ONCE,
      size: 'max',
    })
    const holds = fc.asyncProperty(round, async (requests) => {
      const answers = await Promise.all(requests.map((one) => send(api.address, agent, one)))
      answers.forEach((answer, nth) => {
        counts.set(String(answer.status), (counts.get(String(answer.status)) ?? 0) + 1)
        expectKnown(requests[nth]!, answer)
      })
    })
    await fc.assert(holds, { ...ROUNDS, seed })
    agent.destroy()
    report('requests', counts, since, seed)
    expect(counts.get('200')).toBeGreaterThan(0)
    expect(counts.get('202')).toBeGreaterThan(0)
    expect(counts.get('404')).toBeGreaterThan(0)
  },
)

/** Sends bytes and closes this half. @returns the statuses that came back, if any */
async function sendBytes(address: string, bytes: Uint8Array): Promise<number[]> {
  const { hostname, port } = new URL(address)
  const socket = connect({ host: hostname, port: Number(port) })
  let received = ''
  socket.on('data', (chunk) => (received += chunk.toString('latin1')))
  const closed = whenClosed(socket)
  socket.end(bytes)
  await closed
  return [...received.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map((found) => Number(found[1]))
}

function wireOf({ method, path, headers, body }: AnyRequest): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${path} HTTP/1.1`, 'Host: x', ...lines, `Content-Length: ${body.length}`]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

test(
  'whatever bytes come, the server lives and fails at none',
  { timeout: PATIENCE },
  async ({ api, database }) => {
    const known = await knownThings(api, database)
    const [counts, since, seed] = [new Map<string, number>(), performance.now(), seedOf()]
    const change = fc.record({
      at: fc.nat(),
      remove: fc.nat(9),
      insert: fc.uint8Array({ maxLength: 9 }),
    })
    const mutated = fc
      .tuple(anyRequest(known), fc.array(change, { maxLength: 4 }))
      .map(([one, changes]) => changes.reduce(applyChange, wireOf(one)))
    const bytes = fc.oneof({ weight: 5, arbitrary: mutated }, fc.uint8Array({ maxLength: 400 }))
    const round = fc.array(bytes, { minLength: AT_ONCE, maxLength: AT_ONCE, size: 'max' })
    const holds = fc.asyncProperty(round, async (all) => {
      const statuses = await Promise.all(all.map((one) => sendBytes(api.address, one)))
      for (const status of statuses.flat()) {
        counts.set(String(status), (counts.get(String(status)) ?? 0) + 1)
        expect(status).toBeLessThan(500)
      }
      expect((await api.call('GET', '/healthz')).status).toBe(200)
    })
    await fc.assert(holds, { ...ROUNDS, seed })
    report('bytes', counts, since, seed)
    expect(counts.get('400')).toBeGreaterThan(0)
  },
)

function applyChange(
  bytes: Buffer,
  { at, remove, insert }: { at: number; remove: number; insert: Uint8Array },
): Buffer {
  const start = at % (bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)])
}
