import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { FastifyReply } from 'fastify'
import { expect, onTestFinished } from 'vitest'
import { openEventStreams, type OpenEvents } from '../../src/http/event-stream.ts'
import { createLogger } from '../../src/logger.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { listenWith } from './listen-with.ts'
import { openRaw } from './raw-connection.ts'

interface Options {
  readonly heartbeat?: number
  readonly lines?: string[]
  readonly onReply?: (reply: FastifyReply) => unknown
}

/** An API with `GET /events`, which sends these. */
function serveEvents(database: TestDatabase, events: OpenEvents, options: Options = {}) {
  const { heartbeat, lines = [], onReply } = options
  const logger = createLogger('error', { write: (line) => void lines.push(line) })
  return listenWith(
    database,
    (server) => {
      const send = openEventStreams(server, logger, heartbeat)
      server.get('/events', async (_request, reply) => {
        await onReply?.(reply)
        return send(reply, events)
      })
    },
    // Longer than any test: what held the closing up would be seen.
    { lastWait: 600_000 },
  )
}

const eventOf = (nth: number, data: object = { nth }) => ({ id: `${nth}`, event: 'progress', data })

/** Reads a stream piece by piece. */
function reading(reply: Response) {
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
  const pull = async () => (await reader.read()).value
  return {
    /** @returns what came up to and with the piece that has this text */
    async until(text: string): Promise<string> {
      let read = ''
      for (let piece = await pull(); piece !== undefined; piece = await pull()) {
        read += piece
        if (read.includes(text)) return read
      }
      throw new Error(`ended after: ${read}`)
    },
    /** @returns how many characters there were until the end */
    async rest(): Promise<number> {
      let length = 0
      for (let piece = await pull(); piece !== undefined; piece = await pull()) {
        length += piece.length
      }
      return length
    },
  }
}

/** Events that go on until they are stopped, and tell so. */
function endless(data: object = {}) {
  let stopped = () => {}
  const over = new Promise<void>((resolve) => (stopped = resolve))
  const state = { made: 0, over }
  const events: OpenEvents = async function* (signal) {
    try {
      while (!signal.aborted) yield eventOf((state.made += 1), data)
    } finally {
      stopped()
    }
  }
  return { state, events }
}

test('events are sent as they come, and their end is the end', async ({ database }) => {
  const { address } = await serveEvents(database, async function* () {
    yield eventOf(1)
    yield eventOf(2, { text: 'two\nlines' })
  })
  const headers = { 'x-request-id': 'mine' }
  const reply = await fetch(`${address}/events`, { headers })
  expect(reply.status).toBe(200)
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': 'mine',
  })
  expect(await reply.text()).toBe(
    [
      'retry: 2000\n\n',
      'id: 1\nevent: progress\ndata: {"nth":1}\n\n',
      'id: 2\nevent: progress\ndata: {"text":"two\\nlines"}\n\n',
    ].join(''),
  )
})

test('a stream without news shows that it lives', async ({ database }) => {
  let tell = () => {}
  const news = new Promise<void>((resolve) => (tell = resolve))
  const events: OpenEvents = async function* () {
    await news
    yield eventOf(1)
  }
  const { address } = await serveEvents(database, events, { heartbeat: 10 })
  const reply = await fetch(`${address}/events`)
  const reader = reading(reply)
  expect(await reader.until('\n\n:\n\n:\n\n')).not.toContain('data')
  tell()
  await reader.until('data: {"nth":1}')
})

test.for<[string, 'finish' | 'reset']>([
  ['goes away', 'finish'],
  ['is killed', 'reset'],
])(
  'events stop when their reader %s, even while there are none',
  async ([, leave], { database }) => {
    let stopped = () => {}
    const over = new Promise<void>((resolve) => (stopped = resolve))
    const { address } = await serveEvents(database, async function* (signal) {
      yield eventOf(1)
      await once(signal, 'abort')
      stopped()
    })
    const reader = await openRaw(address)
    await reader.send('GET /events HTTP/1.1\r\nHost: x\r\n\r\n')
    await reader.until('id: 1')
    reader[leave]()
    await over
  },
)

test('nothing is asked for a reader who went away before his stream began', async ({
  database,
}) => {
  const { state, events } = endless()
  const seen: string[] = []
  const { address } = await serveEvents(database, events, {
    onReply: async ({ raw }) => {
      seen.push('asked')
      await once(raw, 'close')
      seen.push('gone')
    },
  })
  const reader = await openRaw(address)
  await reader.send('GET /events HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => seen).toContain('asked')
  reader.reset()
  await expect.poll(() => seen).toContain('gone')
  await fetch(`${address}/healthz`)
  expect(state.made).toBe(0)
})

test('a reader who reads slowly is not sent more than he can take', async ({ database }) => {
  const { state, events } = endless({ text: 'x'.repeat(1024 * 1024) })
  const { address } = await serveEvents(database, events)
  const reader = reading(await fetch(`${address}/events`))
  for (let nth = 1; nth <= 30; nth += 1) {
    await reader.until('id: ')
    // What the system itself holds for a connection is some megabytes.
    expect(state.made - nth).toBeLessThan(30)
  }
})

test('an open stream is ended when the server closes, and does not hold it up', async ({
  database,
}) => {
  const { server, address } = await serveEvents(database, async function* (signal) {
    yield eventOf(1)
    await once(signal, 'abort')
  })
  const reader = reading(await fetch(`${address}/events`))
  await reader.until('data: {"nth":1}\n\n')
  await server.close()
  expect(await reader.rest()).toBe(0)
})

test('nor does a stream whose reader no longer reads', async ({ database }) => {
  // More than the system takes for a reader.
  const { state, events } = endless({ text: 'x'.repeat(64 * 1024 * 1024) })
  let answer: ServerResponse | undefined
  const { server, address } = await serveEvents(database, events, {
    onReply: ({ raw }) => void (answer = raw),
  })
  const { hostname, port } = new URL(address)
  const deaf = connect(Number(port), hostname)
  onTestFinished(() => void deaf.destroy())
  deaf.on('error', () => undefined) // it is cut off
  deaf.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => answer?.writableNeedDrain).toBe(true)
  await server.close()
  await state.over
  expect(state.made).toBe(1)
})

test('nor one that is asked for while it closes', async ({ database }) => {
  const { server, address } = await serveEvents(database, endless().events)
  const late = await openRaw(address)
  await late.send('GET /events HTTP/1.1\r\nHost: x\r\n')
  // The server has read what came before it answers a request that came after.
  await fetch(`${address}/healthz`)
  const closed = server.close()
  await late.send('\r\n')
  expect(await late.ended()).toMatch(/^HTTP\/1.1 200 [^]*retry: 2000/)
  await closed
})

test('events that fail cut the stream, and the log tells without their text', async ({
  database,
}) => {
  const lines: string[] = []
  let fail = () => {}
  const failing = new Promise<void>((resolve) => (fail = resolve))
  const events: OpenEvents = async function* () {
    yield eventOf(1)
    await failing
    throw new Error('a secret')
  }
  const { address } = await serveEvents(database, events, { lines })
  const reader = await openRaw(address)
  await reader.send('GET /events HTTP/1.1\r\nHost: x\r\n\r\n')
  await reader.until('id: 1')
  fail()
  // The end would be a piece of no length.
  expect(await reader.ended()).not.toContain('\r\n0\r\n')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('an event stream failed')
  expect(lines[0]).not.toContain('a secret')
})

test('whoever asks for the headers only gets no events', async ({ database }) => {
  const { state, events } = endless()
  const { address } = await serveEvents(database, events)
  const reply = await fetch(`${address}/events`, { method: 'HEAD' })
  expect(reply.headers.get('content-type')).toContain('text/event-stream')
  expect(state.made).toBe(0)
})
