import { createClosing } from '../../src/closing.ts'
import { startApi, type ApiSettings } from '../../src/http/start-api.ts'
import { createLogger } from '../../src/logger.ts'
import { newToken, SCOPES, type Scope } from '../../src/access/access-token.ts'
import { storeToken } from '../../src/access/store-token.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test as databaseTest, type TestDatabase } from '../database-test.ts'
import type { TestedBackend } from '../each-backend.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** As it came. */
  readonly text: string
  /** Decoded; the text itself where it is not JSON. */
  readonly body: any // eslint-disable-line @typescript-eslint/no-explicit-any -- read by tests only
}

export interface Call {
  readonly token?: string | undefined
  readonly headers?: Record<string, string>
  /** A string, or bytes, are sent as they are, without a content type; anything else as JSON. */
  readonly body?: unknown
}

/** An API that listens, called as anybody would call it. */
export interface TestApi {
  readonly address: string
  /** Calls as a token with all scopes of workspace `default`, unless told otherwise. */
  call(method: string, path: string, call?: Call): Promise<Reply>
  redact(body: unknown, call?: Omit<Call, 'body'>): Promise<Reply>
  close(): Promise<void>
}

/** A test that asks for `api` gets one with a worker, on a database of the file's own. */
export const test = databaseTest.extend<{ $file: { api: TestApi } }>({
  api: [
    async ({ database }, use) => {
      const closing = createClosing()
      closing.opened(openWorker(database), (one) => one.close())
      const api = closing.opened(await openApi(database), (one) => one.close())
      await use(api)
      await closing.close()
    },
    { scope: 'file' },
  ],
})

export async function openApi(
  database: TestDatabase,
  options: Partial<ApiSettings> & { queueOn?: TestedBackend } = {},
): Promise<TestApi> {
  const { db, url, appRole } = database
  const { queueOn = 'postgres', ...others } = options
  const api = await startApi({
    ...{ db, url, appRole, backend: database.backend(queueOn), logger: createLogger('silent') },
    ...{ host: '127.0.0.1', port: 0, publicUrl: undefined, ...others },
  })
  return { ...(await callerAt(api.address, database)), close: () => api.close() }
}

/** Calls an API that listens there and works on this database. */
export async function callerAt(
  address: string,
  database: TestDatabase,
): Promise<Omit<TestApi, 'close'>> {
  const allScopes = await createToken(database, SCOPES)
  const call = (method: string, path: string, one: Call = {}) =>
    callApi(method, `${address}${path}`, { token: allScopes, ...one })
  return {
    address,
    call,
    redact: (body, one) => call('POST', '/conversations/redact', { ...one, body }),
  }
}

export function openWorker(database: TestDatabase, queueOn: TestedBackend = 'postgres') {
  const { db } = database
  const logger = createLogger('silent')
  return startWorker({ db, backend: database.backend(queueOn), logger })
}

export async function createToken(
  { db }: TestDatabase,
  scopes: readonly Scope[],
  workspace = 'default',
): Promise<string> {
  const token = newToken()
  await storeToken(db, workspace, token, { scopes })
  return token
}

async function callApi(method: string, url: string, { token, headers, body }: Call) {
  const given = typeof body === 'string' || body instanceof Uint8Array
  const reply = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(!given && body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    // Bytes, since fetch adds a content type to a string.
    ...(body !== undefined && {
      body: given ? Buffer.from(body) : Buffer.from(JSON.stringify(body)),
    }),
  })
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, text, body: decoded(text) }
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
