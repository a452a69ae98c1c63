import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'
import type { Call, Reply, TestApi } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

export const NDJSON = { 'content-type': 'application/x-ndjson' }

export type ListItem = Record<string, unknown>

/** Items that can be redacted: parts of conversations that are stored now. */
export async function storedItems(database: TestDatabase, count: number): Promise<ListItem[]> {
  const stored = Array.from({ length: count }, () => storeConversation(database))
  return (await Promise.all(stored)).map(({ redactPart }) => redactPart)
}

/** Items of which nothing is stored. */
export function unknownItems(count: number): ListItem[] {
  return Array.from({ length: count }, (_, nth) => ({
    ...{ type: 'source', conversation_id: 'nowhere', source_id: `${nth}` },
    external_id: `row ${nth}`,
  }))
}

export function linesOf(items: readonly ListItem[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('')
}

/** Posts a list as JSON. */
export function postList(api: TestApi, body: unknown, call: Omit<Call, 'body'> = {}) {
  return api.call('POST', '/redaction_jobs', { ...call, body })
}

/** Posts a list as a stream. */
export function postLines(api: TestApi, lines: string | Uint8Array, query = '', call: Call = {}) {
  const headers = { ...NDJSON, ...call.headers }
  return api.call('POST', `/redaction_jobs${query}`, { ...call, headers, body: lines })
}

export const placeOf = ({ headers }: Reply) => headers.get('location') ?? ''

/** Polls a job until it has ended, or is planned. */
export async function settled(api: TestApi, place: string): Promise<Reply> {
  for (;;) {
    const reply = await api.call('GET', `${place}?wait=30`)
    const { status, state } = reply.body
    if (status !== 'pending' || state === 'ready') return reply
  }
}

/** Every page of a list, one after another. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read by tests only
export async function everyPage(api: TestApi, path: string): Promise<any[]> {
  const data: unknown[] = []
  const more = path.includes('?') ? '&' : '?'
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await api.call('GET', `${path}${cursor && `${more}cursor=${cursor}`}`)
    data.push(...body.data)
    cursor = body.next_cursor
  }
  return data
}

/** What is stored of lists, whether anybody can see it or not. */
export async function storedOfLists({ admin }: TestDatabase) {
  const { rows } = await sql<{ jobs: number; lists: number; items: number }>`
    select (select count(*)::int from job where kind <> 'redaction') as jobs,
           (select count(*)::int from job_list) as lists,
           (select count(*)::int from job_item) as items`.execute(admin)
  return rows[0]!
}
