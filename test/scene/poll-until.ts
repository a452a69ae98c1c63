import { setTimeout as rest } from 'node:timers/promises'

/** For what announces itself by no event: looks again until it is so, or fails with the last look. */
export async function pollUntil<T>(
  look: () => Promise<T>,
  isSo: (seen: T) => boolean,
  { within = 60_000, every = 100 }: { within?: number; every?: number } = {},
): Promise<T> {
  const deadline = Date.now() + within
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (Date.now() > deadline) {
      throw new Error(`not so after ${within} ms; last seen: ${JSON.stringify(seen)}`)
    }
    await rest(every)
  }
}
