import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { PLACEHOLDER } from '../../../src/conversation/placeholder.ts'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { decide } from '../../../src/eligibility/decide.ts'
import { redact } from '../../../src/redact/redact.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import { parseRedactionRequest } from '../../../src/request/parse-redaction-request.ts'
import type { RedactionRequest } from '../../../src/request/redaction-request.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { removeMap } from '../../../src/maps/stored/add-map.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, helpDeskWith, locatedMap } from '../../maps/help-desk.ts'
import { HELP_DESK_ROWS, helpDeskRows } from './help-desk-rows.ts'
import { addTo, asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'

const WORKSPACE = 'desk'

function part(conversation: string, id: string): RedactionRequest {
  const parsed = parseRedactionRequest({
    ...{ type: 'conversation_part', conversation_id: conversation, conversation_part_id: id },
  })
  if (!parsed.ok) throw new Error('no request')
  return parsed.request
}

async function redactNow({ db }: TestDatabase, requests: readonly RedactionRequest[]) {
  return inWorkspace(db, WORKSPACE, async (trx) => {
    const store = await storeOf(trx, WORKSPACE)
    const { decided } = await redact({
      asked: requests.map((request) => ({ request })),
      lock: (some) => store.lock(trx, WORKSPACE, some),
      rule: decide,
      record: () => [],
    })
    return decided.map(({ decision }) => decision.kind)
  })
}

describe('a workspace on a map', () => {
  test('takes back a message with every copy of it', async ({ database }) => {
    const located = locatedMap(HELP_DESK_YAML)
    await makeMapped(database, located, HELP_DESK_SQL + HELP_DESK_ROWS, { [WORKSPACE]: null })
    const before = await helpDeskRows(database)

    expect(
      await redactNow(database, [part('10', '100'), part('20', '101'), part('10', 'x')]),
    ).toEqual(['redact', 'not_found', 'not_found'])
    expect(await redactNow(database, [part('10', '100')])).toEqual(['already_redacted'])

    const after = await helpDeskRows(database)
    expect(JSON.stringify(after)).not.toContain('SECRET-first')
    expect(JSON.stringify(after)).not.toContain('SECRET-file')
    expect(after.customers).toEqual(before.customers)
    expect(after.tickets).toEqual(before.tickets)
    expect(after.files).toHaveLength(1)
    expect(after.replies?.find((row) => row.includes('"id":101'))).toContain('you wrote')
  })

  test('takes back what the other system deleted, and no other placeholder', async ({
    database,
  }) => {
    await asOwnerOf(database, (owner) =>
      sql`insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
          values (90, 10, 'agent', 1, 'This message was deleted', '2025-12-31')`.execute(owner),
    )
    expect(await redactNow(database, [part('10', '90')])).toEqual(['redact'])
    expect(await redactNow(database, [part('10', '90'), part('10', '100')])).toEqual([
      'already_redacted',
      'already_redacted',
    ])
    await asOwnerOf(database, (owner) => sql`delete from replies where id = 90`.execute(owner))
  })

  test('takes back the last line of a ticket with its last message alone', async ({ database }) => {
    expect(await redactNow(database, [part('10', '102')])).toEqual(['redact'])
    const { tickets } = await helpDeskRows(database)
    expect(tickets?.[0]).not.toContain('4111')
    expect(tickets?.[1]).toContain('hello from Bob')
  })

  test('shows a conversation in the shape of the contract', async ({ database }) => {
    const conversation = await inWorkspace(database.db, WORKSPACE, async (trx) =>
      (await storeOf(trx, WORKSPACE)).readConversation(trx, WORKSPACE, '10'),
    )
    expect(conversation).toMatchObject({
      type: 'conversation',
      id: '10',
      conversation_parts: { total_count: 3 },
    })
    expect(PLACEHOLDER).toContain('deleted')
  })

  test.for([
    'select display_name from public.agents',
    'select state from public.tickets',
    'select * from public.replies',
    'update public.customers set id = 9 where id = 1',
    'delete from public.replies',
    "insert into public.files values (9, 100, '', '')",
  ])("the app's role may not: %s", async (statement, { database }) => {
    const tried = inWorkspace(database.db, WORKSPACE, (trx) => sql.raw(statement).execute(trx))
    await expect(tried).rejects.toMatchObject({ code: '42501' })
  })

  test('keeps its rights when another map of the same tables goes', async ({ database }) => {
    const other = locatedMap(helpDeskWith('map: help-desk', 'map: other-desk'))
    await addTo(database, other, {})
    await asOwnerOf(database, (owner) => removeMap(owner, database.appRole, 'other-desk'))
    expect(await redactNow(database, [part('20', '200')])).toEqual(['redact'])
  })
})
