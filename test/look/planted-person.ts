import { sql } from 'kysely'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { preferIndexes } from '../../src/database/prefer-indexes.ts'
import { contactKey } from '../../src/conversation/contact-key.ts'
import { openLook, type Look } from '../../src/look/last-look.ts'
import type { LookOptions } from '../../src/look/last-look.ts'
import { nameKey } from '../../src/look/name-key.ts'
import { nameWords } from '../../src/look/name-words.ts'
import type { TestDatabase } from '../database-test.ts'
import { freshWorkspace } from '../ledger/ledger-scene.ts'
import { importWithPepper, PEPPER } from '../erasure/pepper.ts'

export const EMAIL = 'orla.brannick@example.org'
export const EXTERNAL_ID = 'crm-77012'
/** Somebody else has it now. */
export const SHARED = 'seat-12'
export const NAME = 'Orla Brannick'

export const WHEN = 1_700_000_000

/** As erasures leave conversations: two messages of hers, emptied, and an agent's between them. */
function emptiedConversation(id: string) {
  const times = { created_at: WHEN, updated_at: WHEN }
  const author = { type: 'user', id: 'orla', name: null, email: null }
  const agent = { type: 'admin', id: '9', name: 'Agent', email: 'agent@example.com' }
  const partOf = (nth: number, by: object) => ({
    ...{ type: 'conversation_part', id: `${id}-p${nth}`, part_type: 'comment', author: by },
    ...{ body: 'How can I help?', attachments: [], ...times },
  })
  return {
    ...{ type: 'conversation', id, title: null, ...times },
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: 'orla' }] },
    source: { type: 'conversation', id: `${id}-s`, body: 'Hello', subject: '', author },
    statistics: { type: 'conversation_statistics', time_to_assignment: 77012 },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: [partOf(0, author), partOf(1, agent), partOf(2, author)],
      total_count: 3,
    },
  }
}

export interface Planted {
  readonly database: TestDatabase
  readonly workspace: string
}

/** A workspace with two conversations of Orla's, in which nothing tells of her. */
export async function openPlanted(database: TestDatabase): Promise<Planted> {
  const workspace = await freshWorkspace(database)
  const objects = ['one', 'two'].map(emptiedConversation)
  await importWithPepper(database.db, workspace, ...objects)
  return { database, workspace }
}

/** Puts a value at a path of a stored column, making what is missing on the way. */
export async function plant(
  { database: { admin }, workspace }: Planted,
  column: 'part.data' | 'conversation.data' | 'conversation.source' | 'contact.data',
  path: readonly string[],
  value: unknown,
): Promise<void> {
  const [table, name] = column.split('.') as [string, string]
  const rows = {
    part: sql`conversation_part where id = 'one-p1'`,
    conversation: sql`conversation where id = 'one'`,
    contact: sql`contact where id = 'orla'`,
  }[table]!
  const field = sql.ref(name)
  const { rows: found } = await sql<{ at: string; object: Record<string, unknown> }>`
    select ctid as at, ${field} as object from ${rows} and workspace_id = ${workspace}`.execute(
    admin,
  )
  const { at, object } = found[0]!
  set(object, path, value)
  const stored = sql.table(table === 'part' ? 'conversation_part' : table)
  await sql`
    update ${stored} set ${field} = ${JSON.stringify(object)}::jsonb where ctid = ${at}::tid`.execute(
    admin,
  )
}

function set(
  object: Record<string, unknown>,
  [first = '', ...rest]: readonly string[],
  value: unknown,
) {
  if (rest.length === 0) object[first] = value
  else {
    const inner = object[first]
    const next = typeof inner === 'object' && inner !== null ? inner : {}
    object[first] = next
    set(next as Record<string, unknown>, rest, value)
  }
}

export async function lookAt(
  { database, workspace }: Planted,
  options: Partial<LookOptions> = {},
): Promise<Look> {
  const keyOf = (kind: 'email' | 'external_id', value: string) =>
    contactKey(PEPPER, workspace, kind, value)!
  const person = {
    contacts: ['orla'],
    emails: [keyOf('email', EMAIL)],
    externalIds: [
      keyOf('external_id', EXTERNAL_ID),
      keyOf('external_id', '77012'),
      keyOf('external_id', SHARED),
    ],
    names: nameWords(NAME).map((word) => nameKey(PEPPER, workspace, word)),
    shared: [keyOf('external_id', SHARED)],
    keeps: ['custom_attributes.plan of'],
  }
  return inWorkspace(database.db, workspace, async (trx) => {
    await preferIndexes(trx)
    const look = await openLook(trx, workspace, {
      ...{ job: 'job-1', person, scope: 'authored', until: undefined, pepper: PEPPER, ...options },
    })
    await look.atConversations()
    await look.atContacts()
    return look.result()
  })
}
