import { setInterval } from 'node:timers/promises'
import type { RawConnection } from './raw-connection.ts'

/**
 * Sends a piece now and again until the other side has had enough.
 *
 * @returns all that the other side sent
 */
export async function dribble(
  connection: RawConnection,
  pieces: string | readonly string[],
): Promise<string> {
  const over = new AbortController()
  const received = connection.ended().finally(() => over.abort())
  const beats = setInterval(100, undefined, { signal: over.signal })
  let at = 0
  try {
    for await (const _ of beats) await connection.send(pieces[at++ % pieces.length] ?? '')
  } catch {
    // it was cut
  }
  return received
}
