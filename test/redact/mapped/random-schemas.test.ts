import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { readCatalog } from '../../../src/maps/catalog/read-catalog.ts'
import { checkMap } from '../../../src/maps/check/check-map.ts'
import { classColumns } from '../../../src/maps/check/class-columns.ts'
import { tableLookup } from '../../../src/maps/check/table-lookup.ts'
import type { LocatedMap } from '../../../src/maps/read/located-map.ts'
import { readClassValues } from '../../../src/maps/read-class-values.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import type { RedactionRequest } from '../../../src/request/redaction-request.ts'
import { createTestDatabase, type TestDatabase } from '../../database-test.ts'
import { readText } from '../../maps/help-desk.ts'
import { atScale } from '../../scene/at-scale.ts'
import { addTo, asOwnerOf } from '../../scene/mapped-workspace.ts'
import { seededRandom, type SeededRandom } from '../../scene/seeded-random.ts'
import type { Draft } from './random/draft.ts'
import { draftSystem, storeDraft, type DraftedSystem } from './random/draft-system.ts'
import type { DraftedMessage } from './random/drafted-scene.ts'
import { eraseMapped, redactMapped } from './random/erase-drafted.ts'

const SEEDS = Number(process.env.UNSAID_RANDOM_SCHEMAS ?? atScale({ small: 6, full: 200 }))

type Rows = ReadonlyMap<string, string>

async function rowsOf({ admin }: TestDatabase, { schema, tables }: Draft): Promise<Rows> {
  const rows = new Map<string, string>()
  for (const { name } of tables) {
    const found = await sql<{ nr: number; text: string }>`
      select nr, t::text as text from ${sql.id(schema, name)} t`.execute(admin)
    for (const { nr, text } of found.rows) rows.set(`${name}:${nr}`, text)
  }
  return rows
}

/** Keys of rows where one of the words stands, as bytes, too. */
function rowsWith(rows: Rows, words: readonly string[]): string[] {
  const forms = words.flatMap((word) => [word, Buffer.from(word).toString('hex')])
  return [...rows].flatMap(([key, text]) => {
    const folded = text.toLowerCase()
    return forms.some((form) => folded.includes(form)) ? [key] : []
  })
}

async function addDrafted(database: TestDatabase, { draft, mapText }: DraftedSystem) {
  const read = readText(mapText)
  expect(read, mapText).toMatchObject({ ok: true })
  const located = read as LocatedMap
  await storeDraft(database.admin, draft)
  await handOver(database, draft)
  const { schema, tenant } = draft
  const findings = await asOwnerOf(database, async (owner) => {
    const catalog = await readCatalog(owner, schema)
    const classes = classColumns(located, tableLookup(catalog))
    return checkMap(located, catalog, await readClassValues(owner, schema, classes)).findings
  })
  expect(findings.filter(({ level }) => level === 'problem')).toEqual([])
  const tenants = { desk: tenant?.values[0] ?? null, ...(tenant && { other: tenant.values[1] }) }
  await addTo(database, located, tenants, schema)
}

/** What the superuser made is the owner's. */
async function handOver({ admin }: TestDatabase, { schema, tables }: Draft): Promise<void> {
  await sql`alter schema ${sql.id(schema)} owner to unsaid_owner`.execute(admin)
  for (const { name } of tables) {
    await sql`alter table ${sql.id(schema, name)} owner to unsaid_owner`.execute(admin)
  }
}

/** As a caller would say it who looked at the conversation. */
async function requestsFor(
  { db }: TestDatabase,
  system: DraftedSystem,
  messages: readonly DraftedMessage[],
): Promise<readonly RedactionRequest[]> {
  const hasId = system.mapText.includes('"id": "') && conversationHasId(system)
  return inWorkspace(db, 'desk', async (trx) => {
    const store = await storeOf(trx, 'desk')
    const requests: RedactionRequest[] = []
    for (const { id, conversation } of messages) {
      const conversationId = hasId ? conversation.id : conversation.key
      const outline = await store.readOutline(trx, 'desk', conversationId, {
        parts: 100,
        text: false,
      })
      expect(outline, conversationId).toBeDefined()
      const isSource = outline?.source?.id === id
      requests.push(
        isSource
          ? { type: 'source', conversationId, sourceId: id }
          : { type: 'conversation_part', conversationId, conversationPartId: id },
      )
    }
    return requests
  })
}

function conversationHasId({ mapText }: DraftedSystem): boolean {
  const { conversation } = JSON.parse(mapText) as { conversation: { id?: string } }
  return conversation.id !== undefined
}

async function eraseOne(database: TestDatabase, system: DraftedSystem, random: SeededRandom) {
  const { people, messages } = system.scene
  const person = people[0]!
  const scope = random.pick(['authored', 'conversations'] as const)
  const isTheirs = (one: DraftedMessage) =>
    scope === 'authored' ? one.author === person : one.conversation.person === person
  const singles = messages.filter(
    (one) => one.tenant === 0 && one.author && one.author !== person && random.below(3) === 0,
  )
  const requests = await requestsFor(database, system, singles)
  expect(await redactMapped(database, 'desk', requests)).toEqual(singles.map(() => 'redact'))
  expect(await redactMapped(database, 'desk', requests)).toEqual(
    singles.map(() => 'already_redacted'),
  )
  const selector = random.pick([
    { kind: 'id', value: person.id },
    { kind: 'email', value: ` SAME${person.email.slice(4)}` },
  ] as const)
  expect(await eraseMapped(database, 'desk', { selector, scope })).toBe('succeeded')
  return [...messages.filter(isTheirs), ...singles].map(({ marker }) => marker).concat(person.own)
}

async function tryOne(seed: number): Promise<void> {
  const random = seededRandom(`random schemas`, seed)
  const system = draftSystem(random)
  const { database, close } = await createTestDatabase()
  try {
    await addDrafted(database, system)
    const before = await rowsOf(database, system.draft)
    const gone = await eraseOne(database, system, random)
    const after = await rowsOf(database, system.draft)

    expect(rowsWith(before, gone).length).toBeGreaterThan(0)
    expect(rowsWith(after, gone).map((key) => [key, after.get(key)])).toEqual([])
    const mayChange = new Set(
      system.draft.drafted.flatMap(({ key, markers }) =>
        markers.some((one) => gone.includes(one)) ? [key] : [],
      ),
    )
    const others = [...before].filter(([key]) => !mayChange.has(key))
    expect(
      others
        .filter(([key, text]) => after.get(key) !== text)
        .map(([key, text]) => [key, text, after.get(key)]),
    ).toEqual([])
    expect([...after.keys()].filter((key) => !before.has(key))).toEqual([])
    const stay = system.scene.messages
      .map(({ marker }) => marker)
      .filter((one) => !gone.includes(one))
    const lost = stay.filter((one) => rowsWith(after, [one]).length === 0)
    expect(lost).toEqual([])
  } finally {
    await close()
  }
}

const first = seededRandom('random schemas')

test.each(Array.from({ length: SEEDS }, (_, nth) => first.seed + nth))(
  'a made-up schema of seed %i loses one person, and nothing of anybody else',
  { timeout: 120_000 },
  tryOne,
)
