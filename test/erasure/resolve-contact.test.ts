import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { keyStoredPeople } from '../../src/erasure/key-stored-people.ts'
import type { ContactSelector } from '../../src/request/contact-selector.ts'
import { resolveContact } from '../../src/redact/rows/resolve-contact.ts'
import { importObjects } from '../conversation/import-objects.ts'
import { test } from '../database-test.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const people = [
  { type: 'user', id: '1', email: 'Zoë@Example.com ', external_id: 'x' },
  { type: 'lead', id: '2', email: 'zoe\u0308@example.COM', external_id: 7 },
  { type: 'contact', id: '3', email: null, external_id: 'X' },
  { type: 'contact', id: '4', email: '', external_id: '' },
]

async function resolve(db: Db, workspace: string, selector: ContactSelector) {
  const found = await inWorkspace(db, workspace, (trx) =>
    resolveContact(trx, workspace, selector, PEPPER),
  )
  if (found.kind === 'contact_not_found') return []
  return found.kind === 'found' ? found.contacts : { several: found.contacts }
}

const CASES: [ContactSelector['kind'], string, string[]][] = [
  ['id', '3', ['3']],
  ['id', '9', []],
  ['email', 'zoë@example.com', ['1', '2']],
  ['email', 'ZOE\u0308@EXAMPLE.COM', ['1', '2']],
  ['email', 'other@example.com', []],
  ['email', ' ', []],
  ['external_id', 'x', ['1']],
  ['external_id', '7', ['2']],
  ['external_id', '', []],
]

describe('a selector finds every contact that it means', () => {
  test.for(CASES)('%s %j', async ([kind, value, ids], { database: { db } }) => {
    const workspace = newWorkspace()
    await importWithPepper(db, workspace, ...people)
    await importWithPepper(db, newWorkspace(), ...people)
    expect(await resolve(db, workspace, { kind, value })).toEqual(ids)
  })

  test('among contacts that came without a pepper, too', async ({ database: { db } }) => {
    const workspace = newWorkspace()
    await importObjects(db, workspace, ...people)
    expect(await keyStoredPeople(db, workspace, PEPPER, 60_000)).toBe(true)
    const found = await resolve(db, workspace, { kind: 'email', value: 'zoë@example.com' })
    expect(found).toEqual(['1', '2'])
  })

  test('by a former address, unless somebody else has it now', async ({ database: { db } }) => {
    const workspace = newWorkspace()
    await importWithPepper(db, workspace, ...people)
    await importWithPepper(db, workspace, { type: 'user', id: '1', email: 'new@example.com' })
    await importWithPepper(db, workspace, { type: 'user', id: '2', name: 'tells no address' })
    const by = (value: string) => resolve(db, workspace, { kind: 'email', value })
    expect(await by('new@example.com')).toEqual(['1'])
    expect(await by('zoë@example.com')).toEqual({ several: ['1', '2'] })
  })
})

test('the stored keys tell nothing without the pepper, nor across workspaces', async ({
  database: { db, admin },
}) => {
  const workspaces = [newWorkspace(), newWorkspace()]
  for (const workspace of workspaces) await importWithPepper(db, workspace, people[0]!)
  const { rows } = await sql<{ keys: number }>`
    select count(distinct key)::int as keys
      from contact cross join lateral (values (email_key), (external_id_key)) k(key)
     where workspace_id = any(${workspaces})`.execute(admin)
  expect(rows).toEqual([{ keys: 4 }])
})
