import { sql, type Kysely } from 'kysely'
import { describe, expect } from 'vitest'
import { acceptErasure } from '../../../src/erasure/accept-erasure.ts'
import type { ErasureScope } from '../../../src/request/erasure-scope.ts'
import { findJob } from '../../../src/jobs/find-jobs.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { drive } from '../../erasure/drive.ts'
import { PEPPER } from '../../erasure/pepper.ts'
import type { ForeignSystem } from '../../scene/foreign/foreign-scene.ts'
import { changedKeys, keysWith, snapshotOf } from '../../scene/foreign/snapshot-of.ts'
import { storeAsOwner } from '../../scene/foreign/store-as-owner.ts'
import { addTo, asOwnerOf } from '../../scene/mapped-workspace.ts'
import { readShippedMap } from '../../../src/maps/shipped-maps.ts'

/** The tables of messages with what is said there, and of rows without words that go with others. */
const SYSTEMS = {
  chatwoot: {
    bodies: ['messages', 'content'],
    beside: ['active_storage_attachments', 'data_imports', 'messages', 'notifications'],
  },
  mattermost: {
    bodies: ['posts', 'message'],
    beside: [
      ...[
        'persistentnotifications',
        'postacknowledgements',
        'postreminders',
        'posts',
        'postspriority',
      ],
      ...['preferences', 'reactions', 'readreceipts', 'threads'],
    ],
  },
  zulip: {
    bodies: ['zerver_message', 'content'],
    beside: [
      ...['fts_update_log', 'zerver_archivedattachment_messages', 'zerver_attachment_messages'],
      ...['zerver_attachment_scheduled_messages', 'zerver_customprofilefieldvalue'],
      ...['zerver_message', 'zerver_reaction', 'zerver_scheduledemail_users'],
    ],
  },
} as const satisfies Record<ForeignSystem, unknown>
const NAMES = Object.keys(SYSTEMS) as (keyof typeof SYSTEMS)[]
const SIZE = { people: 40, messages: 600 }

async function erase(
  { db }: TestDatabase,
  workspace: string,
  id: string,
  scope: ErasureScope,
): Promise<string> {
  const accepted = await acceptErasure(
    db,
    workspace,
    {
      ...{ selector: { kind: 'id', value: id }, scope, dryRun: false, lanes: 1 },
      ...{ dueAt: new Date('2099-01-31'), requestedBy: 'cli' },
    },
    PEPPER,
  )
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, workspace, accepted.job)
  return accepted.job
}

describe.for(NAMES)('on %s', (system) => {
  test('erasures leave no marker of the erased, and everybody else as they were', async ({
    database,
  }) => {
    const scene = await storeAsOwner(database, system, SIZE)
    const read = readShippedMap(system)
    if (!read?.ok) throw new Error('no map')
    const tenants = Object.fromEntries(
      scene.tenants.map((tenant, nth) => [`${system}-${nth}`, read.map.workspace ? tenant : null]),
    )
    await addTo(database, read, tenants)
    const bodiesOf = () => asOwnerOf(database, (owner) => bodies(owner, SYSTEMS[system].bodies))
    const [before, said] = [await asOwnerOf(database, snapshotOf), await bodiesOf()]

    const tenant = scene.tenants[0]!
    const theirs = scene.people.filter((one) => one.tenant === tenant).slice(0, 4)
    const markers = theirs.flatMap((one) => [one.markers.own, one.markers.authorship])
    const holding = (words: readonly string[]) =>
      asOwnerOf(database, (owner) => keysWith(owner, words))
    const mayChange = new Set(await holding(markers))
    const foreign = scene.messages.filter((one) => one.tenant !== tenant).map((one) => one.marker)
    const others = await holding(foreign)
    for (const one of theirs) {
      const job = await erase(database, `${system}-0`, one.id, 'authored')
      expect((await findJob(database.db, `${system}-0`, job))?.state, one.id).toBe('succeeded')
    }

    expect(await holding(markers)).toEqual([])
    const changed = changedKeys(before, await asOwnerOf(database, snapshotOf))
    expect(changed.length).toBeGreaterThan(theirs.length)
    expect(changed.filter((key) => others.includes(key))).toEqual([])
    const beside = changed.filter((key) => !mayChange.has(key)).map((key) => key.split(':')[0]!)
    expect([...new Set(beside)].toSorted()).toEqual(SYSTEMS[system].beside)
    const now = await bodiesOf()
    const rewritten = [...said].filter(
      ([key, body]) => !mayChange.has(key) && now.get(key) !== body,
    )
    expect(rewritten).toEqual([])
  })
})

async function bodies(owner: Kysely<never>, [table, column]: readonly [string, string]) {
  const { rows } = await sql<{ key: string; body: string }>`
    select ${`${table}:`} || id::text as key, ${sql.id(column)} as body from ${sql.id(table)}`.execute(
    owner,
  )
  return new Map(rows.map(({ key, body }) => [key, body]))
}
