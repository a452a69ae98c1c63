import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { test } from '../database-test.ts'
import { openApi, type TestApi } from './api-test.ts'
import { dribble } from './dribble.ts'
import { openRaw } from './raw-connection.ts'

test.for<[string, string, string]>([
  ['his headers', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'x'],
  ['his first line', 'G', 'x'],
  ['nothing at all', '', ''],
  [
    'his body',
    'POST /conversations/redact HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\nAuthorization: Bearer TOKEN\r\n\r\n',
    ' ',
  ],
])(
  'a caller who dribbles %s is cut off, and holds up nobody',
  async ([, start, more], { database }) => {
    const api = await openApi(database, { requestTimeout: 600 })
    onTestFinished(() => api.close())
    const connection = await openRaw(api.address)
    await connection.send(start)
    const [received] = await Promise.all([
      more === '' ? connection.ended() : dribble(connection, more),
      answersMeanwhile(api),
    ])
    expect(received).not.toContain('HTTP/1.1 200')
    if (received !== '') expect(received).toMatch(/^HTTP\/1.1 40[01] [^]*error\.list/)
  },
)

async function answersMeanwhile(api: TestApi): Promise<void> {
  for (let nth = 0; nth < 20; nth += 1) {
    expect((await api.call('GET', `/jobs/status/${randomUUID()}`)).status).toBe(404)
  }
}

test.for<[string, string, number]>([
  ['too large', 'POST /conversations/redact', 401],
  ['of no route', 'POST /nope', 404],
  ['of a route without one', 'DELETE /healthz', 404],
])('a body %s is not read to its end', async ([, route, status], { database }) => {
  const api = await openApi(database)
  onTestFinished(() => api.close())
  const connection = await openRaw(api.address)
  await connection.send(`${route} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000000\r\n\r\n`)
  expect(await connection.until('error.list')).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  await dribble(connection, 'x'.repeat(9))
})
