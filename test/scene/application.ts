import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { TestDatabase } from '../database-test.ts'

/** How their application fared for a while. */
export interface Fared {
  readonly done: number
  readonly errors: readonly string[]
  /** Milliseconds in which 95 of 100 statements were done, from when each was due. */
  readonly p95: number
}

/**
 * Plays an application at a steady rate: a statement is due at its time, however long those before it
 * take, as people come whether the others are served or not.
 *
 * @param statementBy of how many there were before
 */
export function playApplication(
  { ownerUrl }: TestDatabase,
  rate: number,
  statementBy: (nth: number) => string,
): { stop(): Promise<Fared> } {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 20 })
  const told = { times: [] as number[], errors: [] as string[], isOver: false }
  const ask = async (statement: string, due: number) => {
    await pool.query(statement).catch((error: unknown) => told.errors.push(String(error)))
    told.times.push(performance.now() - due)
  }
  const play = async () => {
    const [began, asked] = [performance.now(), [] as Promise<void>[]]
    for (let nth = 0; !told.isOver; nth += 1) {
      const due = began + (nth * 1_000) / rate
      await pause(Math.max(0, due - performance.now()))
      asked.push(ask(statementBy(nth), due))
    }
    await Promise.all(asked)
  }
  const playing = play()
  return {
    async stop() {
      told.isOver = true
      await playing
      await pool.end()
      const times = told.times.toSorted((one, other) => one - other)
      const p95 = times[Math.floor(times.length * 0.95)] ?? 0
      return { done: times.length, errors: told.errors, p95 }
    },
  }
}
