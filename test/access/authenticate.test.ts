import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, vi } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { isScope, newToken, SCOPES } from '../../src/access/access-token.ts'
import { createAuthenticator } from '../../src/access/authenticate.ts'
import {
  listTokens,
  revokeToken,
  storeBootstrapToken,
  storeToken,
} from '../../src/access/store-token.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { capturing } from '../redact/captured-queries.ts'

const SOME = ['jobs:read', 'redact:write'] as const

async function store({ db }: TestDatabase, expiresAt?: Date) {
  const token = newToken()
  const id = await storeToken(db, 'default', token, { scopes: SOME, expiresAt })
  return { token, id: id! }
}

/** Its own memory each time: what was remembered by another can't answer. */
const ask = ({ db }: TestDatabase, token: string) => createAuthenticator(db)(`Bearer ${token}`)

test('a token says who calls, and what he may do', async ({ database }) => {
  const { token, id } = await store(database)
  const caller = await ask(database, token)
  expect(caller).toEqual({ workspace: 'default', tokenId: id, scopes: new Set(SOME) })
})

test('a token belongs to the workspace it was made in', async ({ database }) => {
  const workspace = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, workspace)
  const token = newToken()
  await storeToken(database.db, workspace, token, { scopes: SOME })
  expect((await ask(database, token))?.workspace).toBe(workspace)
})

describe('no caller is found', () => {
  test('for an unknown token', async ({ database }) => {
    expect(await ask(database, newToken())).toBeUndefined()
  })

  test('for a token that has expired', async ({ database }) => {
    const { token } = await store(database, new Date(Date.now() - 1_000))
    expect(await ask(database, token)).toBeUndefined()
  })

  test('for a token that was revoked', async ({ database }) => {
    const { token, id } = await store(database)
    expect(await revokeToken(database.db, 'default', id)).toBe(true)
    expect(await ask(database, token)).toBeUndefined()
  })

  test('without a token', async ({ database }) => {
    const { token } = await store(database)
    const authenticate = createAuthenticator(database.db)
    expect(await authenticate(`bearer ${token}`)).toBeDefined()
    expect(await authenticate(`Basic ${btoa(`${token}:`)}`)).toBeDefined()
    for (const header of [undefined, '', token, `Basic ${token}`, `Bearer ${token} x`, 'Bearer']) {
      expect(await authenticate(header)).toBeUndefined()
    }
  })
})

test('a token that has yet to expire is good', async ({ database }) => {
  const { token } = await store(database, new Date(Date.now() + 3_600_000))
  expect(await ask(database, token)).toBeDefined()
})

test('a caller who was found is refused soon after his token was revoked', async ({ database }) => {
  const { token, id } = await store(database)
  const authenticate = createAuthenticator(database.db)
  expect(await authenticate(`Bearer ${token}`)).toBeDefined()
  await revokeToken(database.db, 'default', id)
  await expect.poll(() => authenticate(`Bearer ${token}`), { timeout: 10_000 }).toBeUndefined()
})

test('setting the clock back does not make a revoked token good for longer', async ({
  database,
}) => {
  const { token, id } = await store(database)
  const authenticate = createAuthenticator(database.db)
  expect(await authenticate(`Bearer ${token}`)).toBeDefined()
  await revokeToken(database.db, 'default', id)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
  await expect.poll(() => authenticate(`Bearer ${token}`), { timeout: 10_000 }).toBeUndefined()
})

test('a caller who was refused is let in soon after his token was made', async ({ database }) => {
  const token = newToken()
  const authenticate = createAuthenticator(database.db)
  expect(await authenticate(`Bearer ${token}`)).toBeUndefined()
  await storeToken(database.db, 'default', token, { scopes: SOME })
  await expect.poll(() => authenticate(`Bearer ${token}`), { timeout: 10_000 }).toBeDefined()
})

test('a token that exists stays as it is', async ({ database }) => {
  const { token, id } = await store(database)
  expect(await storeToken(database.db, 'default', token, { scopes: SCOPES })).toBeUndefined()
  expect((await ask(database, token))?.scopes).toEqual(new Set(SOME))
  expect((await ask(database, token))?.tokenId).toBe(id)
})

test('revoking twice, or what the workspace does not have, says so', async ({ database }) => {
  const workspace = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, workspace)
  const { token, id } = await store(database)
  expect(await revokeToken(database.db, 'default', randomUUID())).toBe(false)
  expect(await revokeToken(database.db, workspace, id)).toBe(false)
  expect(await ask(database, token)).toBeDefined()
  expect(await revokeToken(database.db, 'default', id)).toBe(true)
  expect(await revokeToken(database.db, 'default', id)).toBe(false)
})

test('the list of tokens holds neither a token nor its digest, and none of others', async ({
  database,
}) => {
  const workspace = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, workspace)
  const token = newToken()
  const id = await storeToken(database.db, workspace, token, { scopes: SOME })
  const listed = await listTokens(database.db, workspace)
  expect(listed).toHaveLength(1)
  expect(listed[0]).toEqual({
    ...{ id, scopes: [...SOME], created_at: expect.any(Date) },
    ...{ expires_at: null, revoked_at: null },
  })
})

test('what is stored does not contain the token', async ({ database }) => {
  const { token, id } = await store(database)
  const { rows } = await sql<{ row: string }>`
    select token::text as row from token where id = ${id}`.execute(database.admin)
  expect(rows[0]?.row).toContain(id)
  expect(rows[0]?.row).not.toContain(token.slice('unsaid_'.length))
})

test('a new token has 256 random bits and a prefix that scanners can look for', () => {
  expect(newToken()).toMatch(/^unsaid_[A-Za-z0-9_-]{43}$/)
  expect(newToken()).not.toBe(newToken())
})

test('only the scopes there are, are scopes', () => {
  expect(SCOPES.every(isScope)).toBe(true)
  expect(['', 'redact', 'REDACT:WRITE', 'constructor'].some(isScope)).toBe(false)
})

test('who asks while a token is being looked up shares the answer', async ({ database }) => {
  const { token, id } = await store(database)
  const { db, queries: asked } = capturing(database)
  const authenticate = createAuthenticator(db)
  const callers = await Promise.all(
    Array.from({ length: 50 }, () => authenticate(`Bearer ${token}`)),
  )
  expect(new Set(callers.map((caller) => caller?.tokenId))).toEqual(new Set([id]))
  expect(asked).toHaveLength(1)
  await db.destroy()
})

test('a look-up that failed is forgotten', async () => {
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', appRole: 'none' })
  const authenticate = createAuthenticator(db)
  const token = newToken()
  for (const _ of [1, 2]) await expect(authenticate(`Bearer ${token}`)).rejects.toThrow()
  await db.destroy()
  await expect(authenticate(`Bearer ${token}`)).rejects.toThrow('destroyed')
})

test('another value of the bootstrap token takes the place of the one before, for good', async ({
  database,
}) => {
  const { db } = database
  const [first, second] = [newToken(), newToken()]
  const other = await store(database)
  const bring = (token: string) => storeBootstrapToken(db, 'default', token)
  const good = async () =>
    (await Promise.all([first, second].map((t) => ask(database, t)))).map(Boolean)
  // As a version of Unsaid left it that did not tell them from others.
  await storeToken(db, 'default', first, { scopes: SCOPES })
  expect([await bring(first), await bring(first), await good()]).toEqual([
    true,
    true,
    [true, false],
  ])
  expect([await bring(second), await good()]).toEqual([true, [false, true]])
  // A process that still has the old value starts again.
  expect([await bring(first), await good()]).toEqual([false, [false, true]])
  expect(await ask(database, other.token)).toBeDefined()
})
