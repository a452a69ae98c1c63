import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { decideWithoutRules } from '../../../src/eligibility/decide.ts'
import { acceptErasure } from '../../../src/erasure/accept-erasure.ts'
import { findMap } from '../../../src/maps/stored/find-map.ts'
import { readShippedMap } from '../../../src/maps/shipped-maps.ts'
import { redact } from '../../../src/redact/redact.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import type { RedactionRequest } from '../../../src/request/redaction-request.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { drive } from '../../erasure/drive.ts'
import { PEPPER } from '../../erasure/pepper.ts'
import { atScale } from '../../scene/at-scale.ts'
import type { ForeignScene } from '../../scene/foreign/foreign-scene.ts'
import { changedKeys, keysWith, snapshotOf } from '../../scene/foreign/snapshot-of.ts'
import { storeAsOwner } from '../../scene/foreign/store-as-owner.ts'
import { addTo, asOwnerOf } from '../../scene/mapped-workspace.ts'
import { seededRandom, type SeededRandom } from '../../scene/seeded-random.ts'
import { capturing, type Asked } from '../captured-queries.ts'

const REQUESTS = atScale({ small: 300, full: 10_000 })
const AT_ONCE = 25
const SIZE = { people: 24, messages: 400 }

async function fill(database: TestDatabase, system: 'chatwoot' | 'zulip'): Promise<ForeignScene> {
  const scene = await storeAsOwner(database, system, SIZE)
  const read = readShippedMap(system)
  if (!read?.ok) throw new Error('no map')
  const tenants = scene.tenants.map((tenant, nth) => [`${system}-${'ab'[nth] ?? nth}`, tenant])
  await addTo(database, read, Object.fromEntries(tenants) as Record<string, string>)
  return scene
}

/** The tables of the other system that say whose a row is. */
async function tenantTables(database: TestDatabase, column: string): Promise<Set<string>> {
  const { rows } = await sql<{ table: string }>`
    select table_name as table from information_schema.columns
     where table_schema = 'public' and column_name = ${column}`.execute(database.admin)
  return new Set(rows.map(({ table }) => table))
}

/**
 * Where a statement names tables without saying whose rows it means, which a table that can't say it
 * is told by keys. Who still uses a row, whoever they are (`u`), keeps it.
 */
function unguarded(asked: Asked, column: string, tables: ReadonlySet<string>): string[] {
  const named = [...asked.sql.matchAll(/"public"\."(\w+)" (?:as )?"?(\w+)"?/g)]
  return named.flatMap(([, table = '', alias = '']) => {
    if (alias === 'u') return []
    const own = new RegExp(`"${alias}"\\."${column}" = \\$\\d`).test(asked.sql)
    const isKeyed =
      /\b(?:wanted|told)\b| = any\(\$/.test(asked.sql) || asked.sql.includes(`"${column}" = $`)
    return (tables.has(table) ? own : isKeyed) ? [] : [`${table} ${alias}: ${asked.sql}`]
  })
}

/** Of either tenant, or half of each. */
function requestBy({ pick }: SeededRandom, { messages }: ForeignScene): RedactionRequest {
  const [one, other] = [pick(messages), pick(messages)]
  const conversationId = pick([one, other]).conversationId
  return pick([
    { type: 'conversation_part', conversationId, conversationPartId: one.id },
    { type: 'source', conversationId, sourceId: one.id },
    { type: 'source', conversationId, sourceId: '' },
  ] as const)
}

describe.for([
  ['chatwoot', 'account_id'],
  ['zulip', 'realm_id'],
] as const)('two tenants of %s', ([system, column]) => {
  test('meet in no row, whatever one of them asks', { timeout: 600_000 }, async ({ database }) => {
    const scene = await fill(database, system)
    const tables = await tenantTables(database, column)
    const random = seededRandom(`two tenants of ${system}`)
    const [a, b] = scene.tenants
    const idsOf = (tenant?: string) =>
      new Set(scene.messages.flatMap((one) => (one.tenant === tenant ? [one.id] : [])))
    const [mine, theirs] = [idsOf(a), idsOf(b)]
    const workspace = `${system}-a`
    const markers = scene.people.flatMap(({ tenant, markers: all }) =>
      tenant === b ? [all.own, all.authorship] : [],
    )
    const others = scene.messages.flatMap(({ tenant, marker }) => (tenant === b ? [marker] : []))
    const ofB = await asOwnerOf(database, (owner) => keysWith(owner, [...markers, ...others]))
    const before = await asOwnerOf(database, snapshotOf)
    expect(ofB.length).toBeGreaterThan(100)

    const { db, queries } = capturing(database)
    onTestFinished(() => db.destroy())
    for (let left = REQUESTS; left > 0; left -= AT_ONCE) {
      const asked = Array.from({ length: AT_ONCE }, () => requestBy(random, scene))
      const isOdd = random.below(4) > 0
      await inWorkspace(db, workspace, async (trx) => {
        const store = await storeOf(trx, workspace)
        const found = await store.read(trx, workspace, asked)
        const ids = asked.flatMap((one) =>
          found.of(one) === undefined || one.type === 'source' ? [] : [one.conversationPartId],
        )
        expect(ids.filter((id) => theirs.has(id))).toEqual([])
        const { conversationId } = asked[0]!
        const outline = await store.readOutline(trx, workspace, conversationId, {
          ...{ parts: 500, text: true },
        })
        const shown = [...(outline?.parts ?? []), ...(outline?.source ? [outline.source] : [])]
        expect(shown.filter(({ id }) => !mine.has(id ?? ''))).toEqual([])
        const whole = await store.readConversation(trx, workspace, conversationId)
        expect(others.filter((one) => JSON.stringify(whole ?? '').includes(one))).toEqual([])
        const person = random.pick(scene.people)
        const selector = random.pick([
          { kind: 'id', value: person.id },
          { kind: 'email', value: person.email },
          { kind: 'external_id', value: person.externalId ?? 'none' },
        ] as const)
        const meant = await store.resolveContact(trx, workspace, selector, PEPPER)
        const people = meant.kind === 'found' ? meant.contacts : []
        const strangers = scene.people.filter(
          ({ id, tenant }) => tenant === b && people.includes(id),
        )
        expect(
          strangers.filter(
            ({ id }) => !scene.people.some((one) => one.id === id && one.tenant === a),
          ),
        ).toEqual([])
        if (isOdd) return
        await redact({
          asked: asked.map((request) => ({ request })),
          lock: (some) => store.lock(trx, workspace, some),
          rule: (target) => decideWithoutRules(target),
          record: () => [],
        })
      })
    }
    const erased = scene.people.find(({ tenant }) => tenant === a)!
    const accepted = await acceptErasure(
      db,
      workspace,
      {
        ...{ selector: { kind: 'id', value: erased.id }, scope: 'authored', dryRun: false },
        ...{ lanes: 1, dueAt: new Date('2099-01-31'), requestedBy: 'cli' },
      },
      PEPPER,
    )
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    await drive(db, workspace, accepted.job)

    const changed = changedKeys(before, await asOwnerOf(database, snapshotOf))
    expect(changed.length).toBeGreaterThan(20)
    expect(changed.filter((key) => ofB.includes(key))).toEqual([])
    const foreign = queries.filter(({ sql: text }) => text.includes('"public"."'))
    expect(foreign.length).toBeGreaterThan(50)
    const bare = new Set(foreign.flatMap((one) => unguarded(one, column, tables)))
    expect([...bare]).toEqual([])
  })

  test('are each called by one key', async ({ database }) => {
    const found = await findMap(database.db, system)
    const keys = ['1', '-1', '0', '007', '+1', '1 ', '01', 'one', '']
    expect(keys.filter((key) => found?.isTenant(key))).toEqual(['1', '-1', '0'])
  })
})
