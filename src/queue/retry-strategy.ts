/**
 * Milliseconds until ioredis tries to connect again. BullMQ's own go up to 20 s: after an outage of
 * 45 s a worker took so long to notice that Redis was back (measured).
 */
export function retryStrategy(attempt: number): number {
  return Math.min(attempt * 50, 1_000)
}
