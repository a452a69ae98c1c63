import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import type { ErasureScope } from '../../../src/request/erasure-scope.ts'
import { parseRedactionRequest } from '../../../src/request/parse-redaction-request.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { locatedMap } from '../../maps/help-desk.ts'
import { asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'
import { MAIL_DESK_SQL, MAIL_DESK_YAML, textsOf } from './mail-desk.ts'

const WORKSPACE = 'desk'
const GONE = 'This message was deleted'

/** A fresh desk with these rows on it. */
async function makeDesk(database: TestDatabase, rows: string) {
  await asOwnerOf(database, async (owner) => {
    await sql`drop schema public cascade`.execute(owner)
    await sql`create schema public`.execute(owner)
  })
  const tenants = desks === 0 ? { [WORKSPACE]: null } : {}
  desks += 1
  await makeMapped(database, locatedMap(MAIL_DESK_YAML), MAIL_DESK_SQL + rows, tenants)
}

let desks = 0

async function targetsOf(
  { db }: TestDatabase,
  contacts: readonly string[],
  scope: ErasureScope = 'authored',
) {
  return inWorkspace(db, WORKSPACE, async (trx) => {
    const store = await storeOf(trx, WORKSPACE)
    const query = store.targetsOf(WORKSPACE, { contacts, scope, keeps: [] })
    const { rows } = await sql<{ id: string }>`
      select target_id as id from (${query}) told order by target_id::integer`.execute(trx)
    return rows.map(({ id }) => Number(id))
  })
}

async function takeBack(
  { db }: TestDatabase,
  type: 'source' | 'conversation_part',
  conversation: string,
  id: string,
) {
  const parsed = parseRedactionRequest({
    ...{ type, conversation_id: conversation },
    ...(type === 'source' ? { source_id: id } : { conversation_part_id: id }),
  })
  if (!parsed.ok) throw new Error('no request')
  const requests = [parsed.request]
  return inWorkspace(db, WORKSPACE, async (trx) => {
    const store = await storeOf(trx, WORKSPACE)
    return (await store.lock(trx, WORKSPACE, requests)).rewrite(requests)
  })
}

describe('else: people', () => {
  test('gives what a system wrote to the only contact of its conversation', async ({
    database,
  }) => {
    await makeDesk(
      database,
      `insert into entries values
         (100, 10, 'opened', 9, '2026-01-01'), (101, 10, 'said', 3, '2026-01-02'),
         (102, 10, 'said', 1, '2026-01-03'), (103, 10, 'noted', 9, '2026-01-04'),
         (120, 12, 'opened', 9, '2026-01-01'), (121, 12, 'said', 2, '2026-01-02'),
         (200, 20, 'opened', 9, '2026-01-01');
       insert into texts values
         (1, 100, 'text/plain', 'none', 'a'), (2, 101, 'text/plain', 'none', 'b'),
         (3, 102, 'text/plain', 'none', 'c'), (4, 120, 'text/plain', 'none', 'd'),
         (5, 121, 'text/plain', 'none', 'e'), (6, 200, 'text/plain', 'none', 'f');`,
    )
    expect(await targetsOf(database, ['1'])).toEqual([100, 102])
    expect(await targetsOf(database, ['2'])).toEqual([121, 200])
    expect(await targetsOf(database, ['3'])).toEqual([])
    expect(await targetsOf(database, ['1'], 'conversations')).toEqual([100, 101, 102, 120, 121])
    const shown = await inWorkspace(database.db, WORKSPACE, async (trx) =>
      (await storeOf(trx, WORKSPACE)).readConversation(trx, WORKSPACE, '10'),
    )
    expect(shown).toMatchObject({ source: { id: '100', author: { type: 'user', id: '1' } } })
  })
})

describe('if: after', () => {
  test('takes rows that were made at or after the message, whatever table they are in', async ({
    database,
  }) => {
    await makeDesk(
      database,
      `insert into entries values
         (100, 10, 'mailed', 9, '2026-01-01'), (101, 10, 'said', 1, '2026-01-02'),
         (102, 10, 'mailed', 9, '2026-01-02'), (103, 10, 'mailed', 9, '2026-01-03'),
         (104, 10, 'mailed', 9, null), (105, 11, 'mailed', 9, '2026-01-03');
       insert into texts (id, entry_id, mime, content) values
         (1, 101, 'text/plain', 'my number is SECRET-1'),
         (2, 100, 'text/plain', 'my number is SECRET-1'),
         (3, 102, 'text/plain', 'my number is SECRET-1'),
         (4, 103, 'text/plain', 'my number is SECRET-1'),
         (5, 104, 'text/plain', 'my number is SECRET-1'),
         (6, 105, 'text/plain', 'my number is SECRET-1');
       insert into notes values
         (1, 10, '2026-01-01', 'old'), (2, 10, '2026-01-02', 'new'), (3, 11, '2026-01-02', 'other');`,
    )
    const counts = await takeBack(database, 'conversation_part', '10', '101')
    expect(counts).toMatchObject({ mails: { found: 3 }, mail_texts: { changed: 3 } })
    const texts = await textsOf(database)
    const gone = Object.keys(texts).filter((id) => texts[Number(id)] === GONE)
    expect(gone).toEqual(['1', '3', '4', '5'])
    const { rows } = await sql<{ line: string }>`
      select line from public.notes order by id`.execute(database.admin)
    expect(rows.map(({ line }) => line)).toEqual(['old', '', 'other'])
  })
})

describe('containing without in', () => {
  const folded = (text: string) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/[^ -<>-~]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase()}`)
      .replace(/(.{20})/g, '$1=\n')
  const said = 'Grüße aus Köln, meine Nummer ist 4711'

  test('takes only rows that hold the words, encoded and folded, of a copy of a copy', async ({
    database,
  }) => {
    await makeDesk(
      database,
      `insert into entries values
         (101, 10, 'said', 1, '2026-01-02'), (102, 10, 'mailed', 9, '2026-01-02'),
         (103, 10, 'mailed', 9, '2026-01-03'), (104, 10, 'said', 3, '2026-01-04');
       insert into texts values
         (1, 101, 'text/plain', 'qp', '${folded(said)}'),
         (2, 101, 'text/csv', 'base64', 'QURBCg=='),
         (3, 101, 'multipart/mixed', 'none', ''),
         (4, 102, 'text/html', 'qp', '<p>Ada wrote: ${folded(said)}</p>'),
         (5, 102, 'text/plain', 'base64', '${Buffer.from(`> ${said}`).toString('base64')}'),
         (6, 103, 'text/plain', 'none', 'Tina wrote: we will see to it'),
         (7, 104, 'text/plain', 'none', 'Grüße aus Köln!');`,
    )
    const shown = await inWorkspace(database.db, WORKSPACE, async (trx) =>
      (await storeOf(trx, WORKSPACE)).readConversation(trx, WORKSPACE, '10'),
    )
    expect(shown).toMatchObject({
      conversation_parts: { conversation_parts: [{ body: said }, { body: 'Grüße aus Köln!' }] },
    })
    const counts = await takeBack(database, 'conversation_part', '10', '101')
    expect(counts).toMatchObject({
      ...{ plain: { changed: 1 }, others: { changed: 1 }, mails: { found: 2, changed: 0 } },
      mail_texts: { found: 2, changed: 2 },
    })
    expect(await textsOf(database)).toEqual({
      ...{ 1: GONE, 2: '', 3: '', 4: GONE, 5: GONE },
      ...{ 6: 'Tina wrote: we will see to it', 7: 'Grüße aus Köln!' },
    })
  })
})

describe('in: people', () => {
  test('searches all conversations of the people, for what opened one', async ({ database }) => {
    await makeDesk(
      database,
      `insert into entries values
         (100, 10, 'opened', 9, '2026-01-01'), (110, 11, 'said', 3, '2026-01-05'),
         (120, 12, 'said', 2, '2026-01-05'), (200, 20, 'said', 3, '2026-01-05');
       insert into texts (id, entry_id, mime, content) values
         (1, 100, 'text/plain', 'my number is SECRET-1'),
         (2, 110, 'text/plain', 'you said: my number is SECRET-1, and more'),
         (3, 120, 'text/plain', 'she said: my number is SECRET-1, and more'),
         (4, 200, 'text/plain', 'another said: my number is SECRET-1, and more');
       insert into articles values
         (1, 2, 'cited: my number is SECRET-1'), (2, 4, 'cited: my number is SECRET-1');`,
    )
    expect(await takeBack(database, 'source', '10', '100')).toMatchObject({
      ...{ quotes: { found: 3, changed: 3 }, cited: { found: 1, changed: 1 } },
      subject: { changed: 1 },
    })
    expect(await textsOf(database)).toMatchObject({
      2: 'you said: [...], and more',
      3: 'she said: [...], and more',
      4: 'another said: my number is SECRET-1, and more',
    })
    const { rows } = await sql<{ body: string }>`
      select body from public.articles order by id`.execute(database.admin)
    expect(rows.map(({ body }) => body)).toEqual(['cited: [...]', 'cited: my number is SECRET-1'])
  })
})
