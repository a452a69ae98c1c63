import pg from 'pg'
import type { Scene } from '../../scene.ts'
import type { HandStatement } from './by-hand.ts'

/**
 * Runs statements in one transaction, as the owner of the tables.
 *
 * @returns seconds, and what each statement took
 */
export async function runByHand(
  { ownerUrl }: Scene,
  statements: readonly HandStatement[],
): Promise<{ readonly seconds: number; readonly told: readonly string[] }> {
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c search_path=public' })
  await client.connect()
  const told: string[] = []
  try {
    const start = performance.now()
    await client.query('begin')
    for (const { text, values = [] } of statements) {
      const before = performance.now()
      await client.query(text, [...values])
      const took = (performance.now() - before).toFixed()
      told.push(`    ${took} ms: ${text.trim().replaceAll(/\s+/g, ' ').slice(0, 80)}`)
    }
    await client.query('commit')
    return { seconds: (performance.now() - start) / 1_000, told }
  } finally {
    await client.end()
  }
}
