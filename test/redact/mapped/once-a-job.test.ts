import pg from 'pg'
import { describe, expect, vi } from 'vitest'
import { sql } from 'kysely'
import { createLogger } from '../../../src/logger.ts'
import { runChunk } from '../../../workers/chunks/run-chunk.ts'
import { acceptedList } from '../../bulk/accepted-list.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { HELP_DESK_SQL, helpDeskWith, locatedMap } from '../../maps/help-desk.ts'
import { asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'

const WORKSPACE = 'desk'
const CHUNK = 20
const CHUNKS = 3
const OTHERS = 500

/** Copies that are looked for everywhere, in the table of messages and in another one. */
const QUOTES = /in: conversation\n    containing: \[body\]\n    do: \{ body: replace \}/
const ELSEWHERE = `in: workspace
    containing: [body]
    do: { body: replace }
  - name: lines
    table: tickets
    of: message
    in: workspace
    containing: [body]
    do: { last_line: replace }`

const said = (nth: number) => `these are the words of message number ${nth}, and of no other`

/** Three lists of 60 messages of Carl, quoted in another ticket, among many that quote nothing. */
const ROWS = `
  insert into customers values (3, 'carl@example.com', 'Carl', null, '{}');
  insert into agents values (1, 'agent', 'An Agent');
  insert into tickets values (30, 3, 'of Carl', 'open', ''), (40, 3, 'of others', 'open', '');
  insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
    select nth, 30, 'customer', 3,
           'these are the words of message number ' || nth || ', and of no other', '2026-01-01'
      from generate_series(1, ${3 * CHUNK * CHUNKS}) nth;
  insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
    select 2000 + nth, 40, 'agent', 1, 'nothing of Carl ' || nth, '2026-01-01'
      from generate_series(1, ${OTHERS}) nth;
  insert into replies (id, ticket_id, author_kind, author_id, body, created_at) values
    (1001, 40, 'agent', 1, '${said(1)} | ${said(45)}', '2026-01-02'),
    (1002, 40, 'agent', 1, '${said(50)}', '2026-01-02'),
    (1004, 40, 'agent', 1, '${said(999)}', '2026-01-02');
  insert into tickets select nth, 3, '', 'open', '' from generate_series(900, 910) nth;
  insert into tickets values (41, 3, '', 'open', 'Carl said ${said(170)}');
  delete from tickets where id >= 900;`

const insertQuote = (id: number, nth: number) => sql`
  insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
  values (${sql.lit(id)}, 40, 'agent', 1, ${sql.lit(said(nth))}, '2026-01-03')`

/** What others do while the list is being redacted, before its second chunk. */
async function quoteMore(database: TestDatabase) {
  await asOwnerOf(database, async (owner) => {
    await insertQuote(1003, 25).execute(owner)
    await sql`update replies set edited_at = now() where id = 1002`.execute(owner)
  })
}

/** A message of the last chunk says something else by then, which is quoted already. */
async function edit(database: TestDatabase) {
  await asOwnerOf(database, (owner) =>
    sql`update replies set body = ${sql.lit(said(999))} where id = 101`.execute(owner),
  )
}

/** How often all rows of the messages' table were read for words of messages. */
async function wholeSearches(work: () => Promise<void>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    const searches = query.mock.calls
      .map(([asked]) => (asked as unknown as { text?: string }).text ?? '')
      .filter((text) => /^declare "(words|ahead)_quotes"/.test(text))
    expect(searches.length).toBeGreaterThan(CHUNKS)
    // What a writer of whichever database of the server holds open is read again, however much it is.
    return searches.filter((text) => !text.includes('age(t.xmin)')).length
  } finally {
    query.mockRestore()
  }
}

const FIRST = Array.from({ length: CHUNK * CHUNKS }, (_, at) => at + 1)
const SECOND = FIRST.map((nth) => nth + FIRST.length)
const THIRD = SECOND.map((nth) => nth + FIRST.length)

/** All rows get other places, and keep their versions. */
async function rewriteTable(database: TestDatabase) {
  await asOwnerOf(database, (owner) => sql`vacuum full tickets`.execute(owner))
}

/** Redacts a list chunk by chunk. */
async function redactList(
  database: TestDatabase,
  listed: readonly number[],
  meanwhile: typeof edit,
): Promise<void> {
  const items = listed.map((nth) => ({
    ...{ type: 'conversation_part', conversation_id: '30', conversation_part_id: String(nth) },
  }))
  const job = await acceptedList(database.db, items, { workspace: WORKSPACE, chunkSize: CHUNK })
  const logger = createLogger('silent')
  for (let chunk = 1; chunk <= CHUNKS; chunk += 1) {
    await runChunk(database.db, WORKSPACE, { job, chunk }, logger)
    if (chunk === 1) await meanwhile(database)
  }
}

/** Rows of the other ticket that quote messages of these numbers. */
async function quoting({ admin }: TestDatabase, numbers: readonly number[]) {
  const { rows } = await sql<{ body: string }>`
    select body from public.replies where ticket_id = 40`.execute(admin)
  return rows.filter(({ body }) => numbers.some((nth) => body.includes(said(nth))))
}

async function lineOf41({ admin }: TestDatabase): Promise<string | undefined> {
  const { rows } = await sql<{ line: string }>`
    select last_line as line from public.tickets where id = 41`.execute(admin)
  return rows[0]?.line
}

describe('words that are looked for in a whole workspace', () => {
  test('are looked for once a list, and what is written meanwhile is found, too', async ({
    database,
  }) => {
    const yaml = helpDeskWith(QUOTES, ELSEWHERE)
    await makeMapped(database, locatedMap(yaml), HELP_DESK_SQL + ROWS, { [WORKSPACE]: null })
    expect(await quoting(database, FIRST)).toHaveLength(2)
    expect(await wholeSearches(() => redactList(database, FIRST, quoteMore))).toBe(1)
    expect(await quoting(database, FIRST)).toEqual([])
  })

  test('are found in a table that was written anew meanwhile', async ({ database }) => {
    expect(await lineOf41(database)).toContain(said(170))
    await redactList(database, THIRD, rewriteTable)
    expect(await lineOf41(database)).toBe('Carl said [...]')
  })

  test('are those of messages as they are when they are taken back', async ({ database }) => {
    expect(await quoting(database, [999])).toHaveLength(1)
    await redactList(database, SECOND, edit)
    expect(await quoting(database, [...SECOND, 999])).toEqual([])
  })
})
