import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { newToken, SCOPES, type Scope } from '../../src/access/access-token.ts'
import type { TestDatabase } from '../database-test.ts'
import { createToken, test, type TestApi } from './api-test.ts'
import { placeOf, postList, settled } from './bulk-lists.ts'
import { storeConversation, type StoredConversation } from './store-conversation.ts'

interface Route {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly needs: readonly Scope[]
  readonly status: number
  readonly isAsync?: boolean
  /** Shows no message to anyone. */
  readonly isTextless?: boolean
}

const ROUTES: readonly Omit<Route, 'name'>[] = [
  {
    ...{ method: 'POST', path: '/conversations/redact', status: 200 },
    needs: ['redact:write', 'conversations:read'],
  },
  {
    ...{ method: 'POST', path: '/conversations/redact', status: 202, isAsync: true },
    needs: ['redact:write'],
  },
  { method: 'GET', path: '/conversations/ID', status: 200, needs: ['conversations:read'] },
  { method: 'HEAD', path: '/conversations/ID', status: 200, needs: ['conversations:read'] },
  { method: 'GET', path: '/jobs/status/JOB', status: 200, needs: ['jobs:read'] },
  { method: 'HEAD', path: '/jobs/status/JOB', status: 200, needs: ['jobs:read'] },
  { method: 'GET', path: '/redactions', status: 200, needs: ['ledger:read'], isTextless: true },
  ...[
    { method: 'POST', path: '/redaction_jobs', status: 202, needs: ['erase:write'] as const },
    {
      method: 'POST',
      path: '/redaction_jobs/PLAN/run',
      status: 202,
      needs: ['erase:write'] as const,
    },
    {
      method: 'POST',
      path: '/redaction_jobs/PLAN/cancel',
      status: 202,
      needs: ['erase:write'] as const,
    },
    { method: 'GET', path: '/redaction_jobs', status: 200, needs: ['jobs:read'] as const },
    { method: 'GET', path: '/erasures', status: 200, needs: ['jobs:read'] as const },
    { method: 'GET', path: '/redaction_jobs/DONE', status: 200, needs: ['jobs:read'] as const },
    { method: 'HEAD', path: '/redaction_jobs/DONE', status: 200, needs: ['jobs:read'] as const },
    {
      method: 'GET',
      path: '/redaction_jobs/DONE/items',
      status: 200,
      needs: ['jobs:read'] as const,
    },
    {
      method: 'GET',
      path: '/redaction_jobs/DONE/events',
      status: 200,
      needs: ['jobs:read'] as const,
    },
    // The job is a list, of which there is no certificate.
    {
      method: 'GET',
      path: '/redaction_jobs/DONE/certificate',
      status: 409,
      needs: ['jobs:read'] as const,
    },
    // Nor has it findings, which are for who may read where they are.
    {
      method: 'GET',
      path: '/redaction_jobs/DONE/findings',
      status: 409,
      needs: ['conversations:read'] as const,
    },
    { method: 'GET', path: '/jobs/status/DONE', status: 200, needs: ['jobs:read'] as const },
  ].map((route) => ({ ...route, isTextless: true })),
  { method: 'GET', path: '/redaction_jobs/JOB', status: 200, needs: ['jobs:read'] },
  { method: 'GET', path: '/metrics', status: 200, needs: ['admin'], isTextless: true },
]

const named = ROUTES.map((route) => {
  const name = `${route.method} ${route.path}${route.isAsync ? ' (async)' : ''}`
  return { ...route, name, toString: () => name }
})

/** What a route is asked about: a conversation whose source was redacted, its part still holds the secret. */
interface Scene {
  readonly stored: StoredConversation
  readonly ids: Readonly<Record<string, string>>
}

/** Steps of a job may be repeated, and what is read may be read again: one for all that ask a route for it. */
const scenes = new Map<string, Promise<Scene>>()

function sceneFor(api: TestApi, database: TestDatabase, route: Route): Promise<Scene> {
  const changes = route.method === 'POST' && !/PLAN|DONE/.test(route.path)
  if (changes) return openScene(api, database, route)
  const known = scenes.get(route.name) ?? openScene(api, database, route)
  scenes.set(route.name, known)
  return known
}

async function openScene(api: TestApi, database: TestDatabase, { path }: Route): Promise<Scene> {
  const stored = await storeConversation(database)
  if (path === '/conversations/redact') return { stored, ids: {} }
  const JOB =
    placeOf(await api.redact(stored.redactSource))
      .split('/')
      .at(-1) ?? ''
  const asked = /PLAN|DONE/.exec(path)?.[0]
  if (asked === undefined) return { stored, ids: { ID: stored.id, JOB } }
  const list = { items: [stored.redactSource], dry_run: asked === 'PLAN' }
  const job = await settled(api, placeOf(await postList(api, list)))
  return { stored, ids: { [asked]: job.body.id as string } }
}

async function callRoute(api: TestApi, database: TestDatabase, route: Route, token?: string) {
  const { stored, ids } = await sceneFor(api, database, route)
  const path = route.path.replace(/ID|JOB|PLAN|DONE/, (name) => ids[name] ?? name)
  const reply = await api.call(route.method, path, {
    token,
    ...(route.isAsync && { headers: { prefer: 'respond-async' } }),
    ...(route.method === 'POST' && { body: bodyFor(stored, route) }),
  })
  return { reply, stored }
}

function bodyFor({ redactSource }: StoredConversation, { path }: Route): unknown {
  if (path === '/redaction_jobs') return { items: [redactSource] }
  return path.startsWith('/redaction_jobs/') ? undefined : redactSource
}

let refused: Promise<StoredConversation> | undefined

const alone: Scope[][] = SCOPES.map((scope) => [scope])
const allBut: Scope[][] = SCOPES.map((scope) => SCOPES.filter((one) => one !== scope))

describe.for(named)('$name', (route) => {
  test.for([[], ...alone, ...allBut, [...SCOPES]])(
    'takes a token only with its scopes: %j',
    async (scopes, { api, database }) => {
      const token = await createToken(database, scopes)
      const { reply, stored } = await callRoute(api, database, route, token)
      const may = route.needs.every((scope) => scopes.includes(scope))
      expect(reply.status).toBe(may ? route.status : 403)
      if (!may && route.method !== 'HEAD') {
        expect(reply.body.errors.map((one: { code: string }) => one.code)).toEqual(['forbidden'])
      }
      const mayReadText = scopes.includes('conversations:read')
      if (!mayReadText) expect(reply.text).not.toContain(stored.secret)
    },
  )

  test('shows the text of a message to a token with all scopes, unless asked not to wait', async ({
    api,
    database,
  }) => {
    const token = await createToken(database, SCOPES)
    const { reply, stored } = await callRoute(api, database, route, token)
    if (route.method === 'HEAD') expect(reply.text).toBe('')
    else if (route.isTextless) expect(reply.text).not.toContain(stored.secret)
    else if (!route.isAsync) expect(reply.text).toContain(stored.secret)
  })

  test.for<[string, string | undefined]>([
    ['none', undefined],
    ['unknown', `Bearer ${newToken()}`],
    ['empty', 'Bearer '],
    ['of another scheme', 'Basic dTpw'],
    ['with a blank in it', 'Bearer a b'],
    ['very long', `Bearer ${'x'.repeat(5_000)}`],
  ])('refuses a token that is %s', async ([, authorization], { api, database }) => {
    // Nobody who is refused changes it.
    const { id, redactSource } = await (refused ??= storeConversation(database))
    const reply = await api.call(route.method, route.path.replace('ID', id), {
      token: undefined,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(route.isAsync && { prefer: 'respond-async' }),
      },
      ...(route.method === 'POST' && { body: redactSource }),
    })
    expect(reply.status).toBe(401)
    if (route.method === 'HEAD') return
    expect(reply.body.errors).toEqual([{ code: 'unauthorized', message: 'Access Token Invalid' }])
  })
})

test('the result of a job is shown only to those who may read conversations', async ({
  api,
  database,
}) => {
  const stored = await storeConversation(database)
  const { headers } = await api.redact(stored.redactSource)
  const status = async (scopes: readonly Scope[]) =>
    api.call('GET', headers.get('location') ?? '', { token: await createToken(database, scopes) })

  const reader = await status(['jobs:read', 'conversations:read'])
  expect(reader.body.result).toMatchObject({ type: 'conversation', id: stored.id })
  const blind = await status(['jobs:read'])
  expect(blind.body).toMatchObject({ status: 'success', result: null })
})

test.for(['/healthz', '/readyz', '/openapi.json', '/docs'])(
  '%s is open to anyone, and tells of no message',
  async (path, { api, database }) => {
    const { secret } = await storeConversation(database)
    for (const token of [undefined, newToken(), await createToken(database, [])]) {
      const reply = await api.call('GET', path, { token })
      expect(reply.status).toBe(200)
      expect(reply.text).not.toContain(secret)
    }
  },
)

test('a token is checked before the request is', async ({ api }) => {
  const reply = await api.redact('not JSON', { token: undefined })
  expect(reply.status).toBe(401)
})

test('a workspace can neither read nor redact nor poll what bears the same ids in another', async ({
  api,
  database,
}) => {
  const other = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, other)
  const ours = await storeConversation(database)
  const theirs = await storeConversation(database, {
    workspace: other,
    ids: { id: ours.id, sourceId: ours.sourceId, partId: ours.partId },
  })
  const token = await createToken(database, SCOPES, other)

  const redacted = await api.redact(ours.redactPart, { token })
  expect(redacted.status).toBe(200)
  expect(redacted.text).toContain(theirs.secret)
  expect(redacted.text).not.toContain(ours.secret)
  const read = await api.call('GET', `/conversations/${ours.id}`, { token })
  expect(read.text).toContain(theirs.secret)
  expect(read.text).not.toContain(ours.secret)

  const job = redacted.headers.get('location') ?? ''
  expect((await api.call('GET', job)).body.errors[0].code).toBe('job_not_found')
  expect((await api.call('GET', job, { token })).status).toBe(200)
  const untouched = await api.call('GET', `/conversations/${ours.id}`)
  expect(untouched.body.conversation_parts.conversation_parts[0].body).toContain(ours.secret)
})

test('what only another workspace has is not found', async ({ api, database }) => {
  const other = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, other)
  const ours = await storeConversation(database)
  const token = await createToken(database, SCOPES, other)

  const code = 'conversation_part_or_message_not_found'
  expect((await api.redact(ours.redactPart, { token })).body.errors[0].code).toBe(code)
  expect((await api.redact(ours.redactSource, { token })).body.errors[0].code).toBe(code)
  const read = await api.call('GET', `/conversations/${ours.id}`, { token })
  expect(read.body.errors[0].code).toBe('conversation_not_found')
})
