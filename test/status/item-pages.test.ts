import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { OutcomeKind } from '../../src/database/tables.ts'
import { parseItem } from '../../src/items/parse-item.ts'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { addItems } from '../../src/bulk/add-items.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { findItems } from '../../src/bulk/find-items.ts'
import { OUTCOME_OF, type Letter } from '../../src/bulk/letters.ts'
import { openList } from '../../src/bulk/open-list.ts'
import { itemPages } from '../../src/status/item-pages.ts'
import { seededRandom } from '../scene/seeded-random.ts'
import { test, type TestDatabase } from '../database-test.ts'

const ITEMS = 2_345
const CHUNK = 10
const LETTERS = 'rapmeux'

/** A job whose chunks have any letters; every seventh chunk has not run. */
async function storedList({ db, admin }: TestDatabase) {
  const list = await openList(db, 'default', { dryRun: false, lanes: 1, chunkSize: CHUNK })
  const items = Array.from({ length: ITEMS }, (_, at) =>
    parseItem(at + 1, { type: 'source', conversation_id: `c${at}`, source_id: 's' }),
  )
  await addItems(db, 'default', list, 0, items)
  await acceptList(db, 'default', list, { kind: 'bulk', requestedBy: 'library' })
  const { next } = seededRandom('letters')
  const letters = items.map(() => LETTERS[Math.floor(next() ** 2 * LETTERS.length)]!)
  for (let chunk = 1; (chunk - 1) * CHUNK < ITEMS; chunk += 1) {
    if (chunk % 7 === 0) letters.fill(' ', (chunk - 1) * CHUNK, chunk * CHUNK)
  }
  await sql`
    update job_chunk set done_at = now(),
           outcomes = substr(${letters.join('')}, first, ${CHUNK}::int)
     where job_id = ${list} and chunk % 7 <> 0`.execute(admin)
  const kinds = letters.map((one) => (one === ' ' ? null : OUTCOME_OF[one as Letter].kind))
  return { list, kinds }
}

async function linesOf({ db }: TestDatabase, list: string, outcome?: OutcomeKind) {
  const lines: number[] = []
  for await (const page of itemPages(db, 'default', list, outcome)) {
    lines.push(...page.map(({ line }) => line))
  }
  return lines
}

const linesWith = (kinds: readonly (OutcomeKind | null)[], kind: OutcomeKind | null) =>
  kinds.flatMap((one, at) => (one === kind ? [at + 1] : []))

describe('the items of a job', () => {
  test('come all, once, in their order', async ({ database }) => {
    const { list } = await storedList(database)
    expect(await linesOf(database, list)).toEqual(Array.from({ length: ITEMS }, (_, at) => at + 1))
  })

  test('can be asked for by outcome', async ({ database }) => {
    const { list, kinds } = await storedList(database)
    const asked = [
      ...['redacted', 'already_redacted', 'not_redactable', 'not_found', 'failed'],
    ] as const
    for (const kind of asked as readonly OutcomeKind[]) {
      const expected = linesWith(kinds, kind)
      expect(expected.length).toBeGreaterThan(0)
      expect(await linesOf(database, list, kind), kind).toEqual(expected)
    }
    expect(await linesOf(database, list, 'canceled')).toEqual([])
    await cancelJob(database.db, 'default', list)
    expect(await linesOf(database, list, 'canceled')).toEqual(linesWith(kinds, null))
  })

  test('come in pages of any size, that begin anywhere', async ({ database }) => {
    const { list, kinds } = await storedList(database)
    const { below } = seededRandom('pages')
    for (let nth = 0; nth < 40; nth += 1) {
      const [after, limit] = [below(ITEMS), 1 + below(60)]
      const outcome = nth % 2 === 0 ? undefined : ('failed' as const)
      const query = { after, limit, ...(outcome && { outcome }) }
      const found = await findItems(database.db, 'default', list, query)
      const lines = kinds.flatMap((kind, at) => (!outcome || kind === outcome ? [at + 1] : []))
      expect(
        found.map(({ position }) => position),
        JSON.stringify(query),
      ).toEqual(lines.filter((line) => line > after).slice(0, limit))
    }
  })

  test('of an unknown job, or another workspace, are none', async ({ database }) => {
    const { list } = await storedList(database)
    expect(await linesOf(database, 'unknown')).toEqual([])
    const other: unknown[] = []
    for await (const page of itemPages(database.db, 'acme', list)) other.push(page)
    expect(other).toEqual([])
  })
})
