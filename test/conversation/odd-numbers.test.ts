import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { exactJson } from '../../src/json-stream/numeral.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'
import { importRecords } from '../../src/conversation/import-records.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { PEPPER, suppressNow } from '../erasure/pepper.ts'
import { importText } from './import-objects.ts'
import { partRequest, redactNow } from './redact-now.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const conversation = (members: string) => `{"type":"conversation","id":"1",${members}}`

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text))
}

async function textOf({ db }: TestDatabase, workspace: string, id = '1'): Promise<string> {
  return exactJson(await readConversation(db, workspace, id)).replaceAll(' ', '')
}

describe('one odd number does not refuse a conversation: it comes back digit for digit', () => {
  test.for([
    '"statistics":{"x":0.10000000000000001}',
    '"statistics":{"x":0.30000000000000004}',
    '"statistics":{"x":1.0,"y":300.00}',
    '"custom_attributes":{"account":215473840012345678}',
    '"custom_attributes":{"account":-98765432109876543210987654321}',
    '"custom_attributes":{"list":[1.10,[2.20,{"a":9007199254740993}]]}',
    '"created_at":1700000000.0',
    '"created_at":1700000000123456789',
    '"source":{"id":"2","size":1.50}',
    '"contacts":{"contacts":[{"id":"7","score":0.12345678901234567890}]}',
    '"priority":0.001000',
  ])('%s', async (members, { database }) => {
    const workspace = newWorkspace()
    const { bad } = await importText(database.db, workspace, conversation(members))
    expect(bad).toEqual([])
    expect(await textOf(database, workspace)).toContain(members)
  })

  test('in a part, beside a body, and in a part that is redacted', async ({ database }) => {
    const workspace = newWorkspace()
    const part = (id: string) => `{"id":"${id}","body":"text 1.0","state":123456789012345678}`
    const parts = `"conversation_parts":{"conversation_parts":[${part('2')},${part('3')}]}`
    await importText(database.db, workspace, conversation(parts))
    const request = partRequest('1', '3')
    expect(await redactNow(database.db, workspace, request)).toEqual(['redacted'])
    const text = await textOf(database, workspace)
    expect(text).toContain('"id":"2","state":123456789012345678,"body":"text1.0"')
    expect(text.match(/"state":123456789012345678/g)).toHaveLength(2)
  })

  test('what JavaScript writes with an exponent keeps its value', async ({ database }) => {
    const workspace = newWorkspace()
    await importText(database.db, workspace, conversation('"a":0.000000000000000000001000'))
    expect(await textOf(database, workspace)).toContain('"a":1e-21')
  })

  test('and an exponent is written out', async ({ database }) => {
    const workspace = newWorkspace()
    await importText(database.db, workspace, conversation('"a":1e3,"b":1.5e-2'))
    expect(await textOf(database, workspace)).toMatch(/"a":1000,"b":0\.015/)
  })
})

test('an id of many digits is found by them', async ({ database }) => {
  const workspace = newWorkspace()
  const line =
    '{"type":"conversation","id":215473840012345678,"source":{"author":{"type":"user",' +
    '"id":215473840012345679,"external_id":215473840012345680}}}'
  await importText(database.db, workspace, line)
  const text = await textOf(database, workspace, '215473840012345678')
  expect(text).toContain('"id":215473840012345678')
  expect(text).toContain('"external_id":215473840012345680')
  const { rows } = await sql`
    select contact_id from conversation_contact where workspace_id = ${workspace}`.execute(
    database.admin,
  )
  expect(rows).toEqual([{ contact_id: '215473840012345679' }])
})

test.for([
  [
    conversation('"conversation_parts":{"conversation_parts":[{"id":1.50}]}'),
    'a conversation part has no usable id',
  ],
  ['{"type":"conversation","id":1.50}', 'the conversation has no usable id'],
  ['{"type":"contact","id":0.10000000000000001}', 'the contact has no usable id'],
] as const)('where it matters it is refused by field: %s', async ([line, reason], { database }) => {
  const { bad } = await importText(database.db, newWorkspace(), line)
  expect(bad).toEqual([`1! ${reason}`])
})

test('what stays of people who were erased keeps its digits, too', async ({ database }) => {
  const { db } = database
  const workspace = newWorkspace()
  const store = (line: string) =>
    importRecords(db, workspace, readRecords(once(line)), {
      onBad: (_, reason) => {
        throw new Error(reason)
      },
      pepper: PEPPER,
    })
  await store('{"type":"contact","id":"ada","external_id":215473840012345678}')
  await suppressNow(db, workspace, ['ada'])
  const author = '{"type":"user","id":"new","external_id":215473840012345678}'
  const part = `{"id":"2","created_at":1700000000.0,"body":"secret","author":${author}}`
  await store(
    `{"type":"conversation","id":"1","created_at":1700000000.0,"updated_at":1700000000.10,` +
      `"conversation_parts":{"conversation_parts":[${part}]}}`,
  )
  const text = await textOf(database, workspace)
  expect(text).toContain('"created_at":1700000000.0')
  expect(text).not.toMatch(/secret|215473840012345678/)
})
