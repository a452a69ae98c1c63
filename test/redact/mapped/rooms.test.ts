import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { SCOPES } from '../../../src/access/access-token.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { environmentOf } from '../../cli/database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from '../../cli/run-unsaid.ts'
import { PEPPER, PEPPER_SECRET } from '../../erasure/pepper.ts'
import { createToken, openApi } from '../../http/api-test.ts'
import { locatedMap } from '../../maps/help-desk.ts'
import { addTo, makeMapped } from '../../scene/mapped-workspace.ts'
import { CHAT_SQL, chatYaml } from './chat.ts'
import { eraseMapped } from './random/erase-drafted.ts'

const by = (id: number) => ({ kind: 'id', value: String(id) }) as const

async function posts({ admin }: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select id || ' ' || text as text from public.posts order by id`.execute(admin)
  return rows.map(({ text }) => text)
}

describe('where rooms of many are', () => {
  test('only what somebody wrote there is erased, whatever the scope', async ({ database }) => {
    const chat = locatedMap(chatYaml('{ except: { kind: direct } }'))
    await makeMapped(database, chat, CHAT_SQL, { chat: null })
    const before = await posts(database)

    const refused = await eraseMapped(database, 'chat', { selector: by(1), scope: 'conversations' })
    expect(refused).toBe('in_rooms')
    expect(await posts(database)).toEqual(before)
    const { rows } = await sql`select from unsaid.job`.execute(database.admin)
    expect(rows).toEqual([])

    // What Dee wrote in a talk that she has left is hers, though she takes part no more.
    expect(await eraseMapped(database, 'chat', { selector: by(4), scope: 'conversations' })).toBe(
      'succeeded',
    )
    const after = await posts(database)
    expect(after.join()).not.toContain('DEE')
    expect(after.filter((text) => before.includes(text))).toHaveLength(before.length - 3)
  })

  test('the door and the command say why', { timeout: MANY_COMMANDS }, async ({ database }) => {
    const api = await openApi(database, { pepper: PEPPER })
    onTestFinished(() => api.close())
    const token = await createToken(database, SCOPES, 'chat')
    const body = { contact: { id: '1' }, scope: 'conversations' }
    const reply = await api.call('POST', '/redaction_jobs', { token, body })
    expect(reply).toMatchObject({
      status: 409,
      body: {
        type: 'error.list',
        errors: [{ code: 'conflict', message: expect.stringContaining('rooms of many') }],
      },
    })
    const folder = await mkdtemp(join(tmpdir(), 'unsaid-rooms-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'person'), '1\n')
    const env = { ...environmentOf(database), UNSAID_PEPPER: PEPPER_SECRET }
    const asked = ['--id', '@person', '--scope', 'conversations', '--yes', '--workspace', 'chat']
    const command = await runUnsaid(['erase', ...asked], { cwd: folder, env })
    expect(command).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('conflict: Some of their conversations are rooms of many'),
    })
  })

  test('a map without an exception refuses it to all', async ({ database }) => {
    await addTo(database, locatedMap(chatYaml('true', 'all-rooms')), { 'all-rooms': null })
    const refused = await eraseMapped(database, 'all-rooms', {
      selector: by(2),
      scope: 'conversations',
    })
    expect(refused).toBe('in_rooms')
    await addTo(database, locatedMap(chatYaml('false', 'no-rooms')), {})
  })
})

describe('somebody who never wrote', () => {
  test('loses their own row, once', async ({ database }) => {
    const silent = { selector: by(3), scope: 'authored' } as const
    expect(await eraseMapped(database, 'chat', silent)).toBe('succeeded')
    const { rows } = await sql`
      select email, name from public.members where id = 3`.execute(database.admin)
    expect(rows).toEqual([{ email: 'erased-3@erased.invalid', name: null }])
    expect(await eraseMapped(database, 'chat', silent)).toBe('failed')
  })

  test('loses what came into their row since', async ({ database }) => {
    await sql`update public.members set name = 'Cy again' where id = 3`.execute(database.admin)
    const silent = { selector: by(3), scope: 'authored' } as const
    expect(await eraseMapped(database, 'chat', silent)).toBe('succeeded')
    const { rows } = await sql`select name from public.members where id = 3`.execute(database.admin)
    expect(rows).toEqual([{ name: null }])
  })
})
