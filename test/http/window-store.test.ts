import { fastify } from 'fastify'
import { expect, onTestFinished, test, vi } from 'vitest'
import { limitRate } from '../../src/http/limit-rate.ts'
import { WindowStore } from '../../src/http/window-store.ts'

const MOST = 10

test('of requests counted in one moment as many get through as the limit says', async () => {
  const server = fastify()
  onTestFinished(() => server.close())
  server.decorateRequest('caller', undefined)
  // All that wait for one look-up of their token go on in the same moment.
  let known = (): void => undefined
  const looked = new Promise<void>((resolve) => {
    known = resolve
  })
  server.addHook('onRequest', async (request) => {
    request.caller = { workspace: 'default', tokenId: 't', scopes: new Set() }
    await looked
  })
  limitRate(server, { most: MOST, window: 600_000 })
  server.get('/', () => 'ok')
  await server.ready()
  const replies = Array.from({ length: 3 * MOST }, () => server.inject('/'))
  setImmediate(known)
  const statuses = (await Promise.all(replies)).map(({ statusCode }) => statusCode)
  expect(statuses.filter((status) => status === 200)).toHaveLength(MOST)
  expect(statuses.filter((status) => status === 429)).toHaveLength(2 * MOST)
})

test('a window that is over counts from the start', async () => {
  const server = fastify()
  onTestFinished(() => server.close())
  server.decorateRequest('caller', undefined)
  server.addHook('onRequest', (request, _reply, done) => {
    request.caller = { workspace: 'default', tokenId: 't', scopes: new Set() }
    done()
  })
  limitRate(server, { most: 1, window: 50 })
  server.get('/', () => 'ok')
  const statusOf = async () => (await server.inject('/')).statusCode
  expect([await statusOf(), await statusOf()]).toEqual([200, 429])
  await expect.poll(statusOf, { interval: 60 }).toBe(200)
})

test('setting the clock back does not make a window longer', async () => {
  const store = new WindowStore()
  const count = () =>
    new Promise<number>((resolve) => {
      store.incr('t', (_error, { current }) => resolve(current), 50)
    })
  expect([await count(), await count()]).toEqual([1, 2])
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
  await expect.poll(count, { interval: 60 }).toBe(1)
})
