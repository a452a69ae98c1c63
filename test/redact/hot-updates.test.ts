import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { importObjects } from '../conversation/import-objects.ts'
import { partRequest, redactNow } from '../conversation/redact-now.ts'
import { test, type TestDatabase } from '../database-test.ts'

const CONVERSATIONS = 1_000
const PARTS = 10
const REDACTED = 2_000

const body = '<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p>'

function conversation(place: number) {
  const author = { type: 'user', id: `k${String(place)}`, name: 'Kim', email: 'kim@example.com' }
  const part = (turn: number) => ({
    ...{ type: 'conversation_part', id: String(turn), part_type: 'comment', body, author },
    ...{ created_at: 1767139200, updated_at: 1767139200, attachments: [], redacted: false },
  })
  const parts = Array.from({ length: PARTS }, (_, turn) => part(turn))
  return { id: `c${String(place)}`, conversation_parts: { conversation_parts: parts } }
}

async function updates({ admin }: TestDatabase): Promise<{ all: number; hot: number }> {
  // Counts of other sessions arrive when they are idle or told to; this one asks once they are gone.
  await sql`select pg_stat_clear_snapshot()`.execute(admin)
  const { rows } = await sql<{ all: number; hot: number }>`
    select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables
     where schemaname = 'unsaid' and relname = 'conversation_part'`.execute(admin)
  return rows[0]!
}

test('redactions of freshly imported parts are HOT updates, four in five at least', async ({
  database,
}) => {
  const workspace = `w-${randomUUID().slice(0, 8)}`
  const conversations = Array.from({ length: CONVERSATIONS }, (_, place) => conversation(place))
  await importObjects(database.db, workspace, ...conversations)

  const places = Array.from({ length: CONVERSATIONS * PARTS }, (_, place) => place)
  const subset = fc.shuffledSubarray(places, { minLength: REDACTED, maxLength: REDACTED })
  const [chosen] = fc.sample(subset, 1)
  const requests = chosen!.map((place) =>
    partRequest(`c${String(Math.floor(place / PARTS))}`, String(place % PARTS)),
  )
  for (let from = 0; from < REDACTED; from += 500) {
    await redactNow(database.db, workspace, ...requests.slice(from, from + 500))
  }

  await database.db.destroy()
  const { all, hot } = await updates(database)
  expect(all).toBe(REDACTED)
  expect(hot / all).toBeGreaterThanOrEqual(0.8)
})
