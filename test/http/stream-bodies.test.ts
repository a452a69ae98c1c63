import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { describe, expect } from 'vitest'
import { BrokenBody, StalledBody } from '../../src/http/broken-body.ts'
import { idempotencyKeyOf, keyDigestOf } from '../../src/http/idempotency-key.ts'
import { test } from '../database-test.ts'
import { dribble } from './dribble.ts'
import { listenWith } from './listen-with.ts'
import { openRaw } from './raw-connection.ts'

const NDJSON = 'application/x-ndjson'
const LIMIT = 1024

/** What the route's handler makes of a stream. */
type Reader = (chunks: AsyncIterable<Buffer>, request: FastifyRequest) => Promise<unknown>

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = []
  for await (const chunk of chunks) read.push(chunk)
  return Buffer.concat(read).toString()
}

/** Adds `POST /streams`, whose streams go through `read`. */
function streamRoute(read: Reader = async (chunks) => ({ streamed: await textOf(chunks) })) {
  return (server: FastifyInstance) => {
    const options = { config: { stream: true }, bodyLimit: LIMIT }
    server.post('/streams', options, (request) =>
      request.bodyStream ? read(request.bodyStream, request) : { json: request.body },
    )
  }
}

async function post(address: string, type: string, body: string, headers = {}) {
  const reply = await fetch(`${address}/streams`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body,
  })
  return { status: reply.status, body: await reply.json() }
}

/** The beginning of a request whose body comes in pieces. */
function head(type: string): string {
  return `POST /streams HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`
}

const piece = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const END = '0\r\n\r\n'

describe('a route that takes streams', () => {
  test.for([NDJSON, 'Application/X-NDJSON ; charset=utf-8'])(
    'takes %s as it came, beyond its limit for other bodies',
    async (type, { database }) => {
      const { address } = await listenWith(database, streamRoute())
      const text = '{"a":1}\n not json \n'.repeat(LIMIT)
      const reply = await post(address, type, text)
      expect(reply).toEqual({ status: 200, body: { streamed: text } })
      expect(await post(address, type, '')).toEqual({ status: 200, body: { streamed: '' } })
    },
  )

  test.for(['application/json', 'text/plain', 'nonsense', ''])(
    'reads a body of type "%s" as JSON, within its limit',
    async (type, { database }) => {
      const { address } = await listenWith(database, streamRoute())
      expect((await post(address, type, '{"a":1}')).body).toEqual({ json: { a: 1 } })
      expect((await post(address, type, '{"a":1}\n{')).status).toBe(400)
      expect((await post(address, type, `"${'x'.repeat(LIMIT)}"`)).status).toBe(413)
    },
  )

  test('takes a stream however long it lasts, and on the same connection nothing else', async ({
    database,
  }) => {
    const { address } = await listenWith(database, streamRoute(), { requestTimeout: 300 })
    const stream = await openRaw(address)
    await stream.send(head(NDJSON) + piece('one'))
    // Both began after it, and are cut off before its end.
    const slow = await openRaw(address)
    await slow.send(head('application/json'))
    expect(await dribble(slow, [piece(' ')])).toMatch(/^HTTP\/1.1 400 [^]*in time/)
    await stream.send(piece('two') + END)
    expect(await stream.until('streamed')).toMatch(/^HTTP\/1.1 200 [^]*"onetwo"/)

    await stream.send(head('application/json'))
    expect(await dribble(stream, [piece(' ')])).toMatch(/HTTP\/1.1 400 [^]*in time/)
  })

  test('ends a stream of which nothing more comes', async ({ database }) => {
    const failures: unknown[] = []
    const route = streamRoute((chunks) =>
      textOf(chunks).catch((error: unknown) => {
        failures.push(error)
        throw error
      }),
    )
    const { address } = await listenWith(database, route, { streamIdle: 200 })
    const stream = await openRaw(address)
    await stream.send(head(NDJSON) + piece('one'))
    expect(await stream.ended()).toMatch(/^HTTP\/1.1 400 [^]*error\.list[^]*in time/)
    expect(failures).toEqual([expect.any(StalledBody)])
  })

  test('takes in no more than it reads, for as long as it likes', async ({ database }) => {
    const bytes = 64 * 1024 * 1024
    let takenIn = (): number => 0
    let readOn = () => {}
    const mayReadOn = new Promise<void>((resolve) => (readOn = resolve))
    const route = streamRoute(async (chunks, { raw, headers }) => {
      if (headers['x-waits'] === undefined) return textOf(chunks)
      takenIn = () => raw.socket.bytesRead
      let read = 0
      for await (const chunk of chunks) {
        if (read === 0) await mayReadOn
        read += chunk.length
      }
      return { read }
    })
    const { address } = await listenWith(database, route, { streamIdle: 300 })
    const sent = post(address, NDJSON, 'x'.repeat(bytes), { 'x-waits': '1' })
    await expect.poll(() => takenIn()).toBeGreaterThan(0)
    // Another one stands still from now on for as long as is allowed.
    const idle = await openRaw(address)
    await idle.send(head(NDJSON))
    await idle.until('in time')
    expect(takenIn()).toBeLessThan(bytes / 2)
    readOn()
    expect(await sent).toEqual({ status: 200, body: { read: bytes } })
  })

  test('answers before the end of a stream, then cuts it off', async ({ database }) => {
    const route = streamRoute(async (chunks) => {
      for await (const _ of chunks) return { enough: true }
    })
    const { address } = await listenWith(database, route)
    const stream = await openRaw(address)
    await stream.send(head(NDJSON))
    expect(await dribble(stream, [piece('x')])).toMatch(/^HTTP\/1.1 200 [^]*enough/)
  })

  test('leaves nothing behind on a connection that is kept alive', async ({ database }) => {
    const listeners = ({ socket }: IncomingMessage) =>
      socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0)
    const counts: number[] = []
    const route = streamRoute(async (chunks, { raw }) => {
      const text = await textOf(chunks)
      counts.push(listeners(raw))
      return { text }
    })
    const { address } = await listenWith(database, route)
    const connection = await openRaw(address)
    for (let nth = 0; nth < 10; nth += 1) {
      await connection.send(head(NDJSON) + piece(`nth ${nth}`) + END)
      await connection.until(`"nth ${nth}"`)
    }
    expect(new Set(counts).size).toBe(1)
  })
})

test.for<[string, 'finish' | 'reset']>([
  ['says that he is done', 'finish'],
  ['is killed', 'reset'],
])('a caller who %s in the midst of a stream breaks it', async ([, leave], { database }) => {
  const seen: unknown[] = []
  const route = streamRoute(async (chunks) => {
    try {
      for await (const chunk of chunks) seen.push(String(chunk))
      seen.push('the end')
    } catch (error) {
      seen.push(error)
    }
  })
  const { address } = await listenWith(database, route)
  const stream = await openRaw(address)
  await stream.send(head(NDJSON) + piece('one'))
  await expect.poll(() => seen).toEqual(['one'])
  stream[leave]()
  await expect.poll(() => seen, { timeout: 10_000 }).toHaveLength(2)
  expect(seen[1]).toBeInstanceOf(BrokenBody)
})

test('a stream that broke before anybody read it is no empty one', async ({ database }) => {
  const read: unknown[] = []
  let isTaken = false
  const route = streamRoute(async (chunks, { raw }) => {
    isTaken = true
    // It is an error, too, but that is not awaited here.
    await new Promise((resolve) => raw.once('close', resolve))
    read.push(await textOf(chunks).catch((error: unknown) => error))
  })
  const { address } = await listenWith(database, route)
  const stream = await openRaw(address)
  await stream.send(head(NDJSON) + piece('one'))
  await expect.poll(() => isTaken).toBe(true)
  stream.reset()
  await expect.poll(() => read).toEqual([expect.any(BrokenBody)])
})

test('other routes read the type of a stream as JSON, within their limits', async ({
  database,
}) => {
  const addTo = (server: FastifyInstance) => {
    server.post('/streams', { bodyLimit: LIMIT }, ({ body, bodyStream }) => ({ body, bodyStream }))
  }
  const { address } = await listenWith(database, addTo)
  expect((await post(address, NDJSON, '{"a":1}')).body).toEqual({ body: { a: 1 } })
  expect((await post(address, NDJSON, `"${'x'.repeat(LIMIT)}"`)).status).toBe(413)
})

describe('the fingerprint of a stream', () => {
  const key = { 'idempotency-key': 'k' }
  const fingerprintOf = (request: FastifyRequest) => {
    const found = idempotencyKeyOf(request)
    return typeof found === 'object' ? found.fingerprint.toString('hex') : found
  }

  test('is that of the same body read at once', async ({ database }) => {
    const streamed = await listenWith(
      database,
      streamRoute(async (chunks, request) => {
        await textOf(chunks)
        return fingerprintOf(request)
      }),
    )
    const whole = await listenWith(database, (server) => {
      server.post('/streams', (request) => fingerprintOf(request))
    })
    const ofText = async ({ address }: { address: string }, text: string) =>
      await fetch(`${address}/streams`, {
        method: 'POST',
        headers: { 'content-type': `${NDJSON}; charset=utf-8`, ...key },
        body: text,
      }).then((reply) => reply.text())
    const text = `"${'x'.repeat(300_000)}"`
    const fingerprint = await ofText(streamed, text)
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(await ofText(whole, text)).toBe(fingerprint)
    expect(await ofText(streamed, `${text} `)).not.toBe(fingerprint)
  })

  test('is not to be had before its end, but whose key it is', async ({ database }) => {
    const route = streamRoute(async (chunks, request) => {
      const known = Buffer.isBuffer(keyDigestOf(request))
      expect(() => idempotencyKeyOf(request)).toThrow('not read to its end')
      await textOf(chunks)
      return { known, then: typeof idempotencyKeyOf(request) }
    })
    const { address } = await listenWith(database, route)
    const reply = await post(address, NDJSON, 'one', key)
    expect(reply).toEqual({ status: 200, body: { known: true, then: 'object' } })
  })
})
