import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a server that counts how often somebody asked after a reply. */
export interface CountedTrips {
  readonly url: string
  /** Round trips since the last call. */
  take(): number
}

/**
 * The client has to be in this process: then all that it sends at a time is read at a time, and
 * what counts is only whether it waited for a reply in between.
 */
export async function countTrips(url: string): Promise<CountedTrips> {
  const there = new URL(url)
  let [trips, isAsking] = [0, false]
  const proxy = createServer((near) => {
    const far = connect(Number(there.port), there.hostname)
    near.on('data', () => {
      if (!isAsking) trips += 1
      isAsking = true
    })
    far.on('data', () => (isAsking = false))
    for (const socket of [near, far]) socket.on('error', () => {}) // the other side went away
    near.pipe(far).pipe(near)
  })
  onTestFinished(() => void proxy.close())
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const here = new URL(url)
  here.hostname = '127.0.0.1'
  here.port = String((proxy.address() as AddressInfo).port)
  return {
    url: here.href,
    take() {
      const taken = trips
      trips = 0
      return taken
    },
  }
}
