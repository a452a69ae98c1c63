import { sql, type Kysely } from 'kysely'
import { describe, expect } from 'vitest'
import { acceptList } from '../../../src/bulk/accept-list.ts'
import { addItems } from '../../../src/bulk/add-items.ts'
import { openList } from '../../../src/bulk/open-list.ts'
import { STEP } from '../../../src/bulk/step.ts'
import type { Db } from '../../../src/database/connection.ts'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { parseItem } from '../../../src/items/parse-item.ts'
import { createLogger } from '../../../src/logger.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import { runChunk } from '../../../workers/chunks/run-chunk.ts'
import { atScale } from '../../scene/at-scale.ts'
import { acceptErasure } from '../../../src/erasure/accept-erasure.ts'
import { returnedAmong } from '../../../src/erasure/watch/returned-among.ts'
import type { ErasureScope } from '../../../src/request/erasure-scope.ts'
import { findJob } from '../../../src/jobs/find-jobs.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { drive } from '../../erasure/drive.ts'
import { PEPPER } from '../../erasure/pepper.ts'
import type { ForeignMessage, ForeignSystem } from '../../scene/foreign/foreign-scene.ts'
import { changedKeys, keysOfOthers, keysWith, snapshotOf } from '../../scene/foreign/snapshot-of.ts'
import { storeAsOwner } from '../../scene/foreign/store-as-owner.ts'
import { addTo, asOwnerOf } from '../../scene/mapped-workspace.ts'
import { readShippedMap } from '../../../src/maps/shipped-maps.ts'

/** The tables of messages with what is said there, and of rows without words that go with others. */
const SYSTEMS = {
  chatwoot: {
    bodies: ['messages', 'content'],
    beside: [
      'active_storage_attachments',
      'captain_assistant_responses',
      'data_imports',
      'messages',
      'notifications',
    ],
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
      'zerver_archivedmessage',
      ...['zerver_attachment_scheduled_messages', 'zerver_customprofilefieldvalue'],
      ...['zerver_message', 'zerver_reaction', 'zerver_scheduledemail_users'],
    ],
  },
} as const satisfies Record<ForeignSystem, unknown>
const NAMES = Object.keys(SYSTEMS) as (keyof typeof SYSTEMS)[]
const SIZE = atScale({
  small: { people: 40, messages: 600 },
  full: { people: 2_000, messages: 100_000 },
})
/** People who are erased, and messages that are redacted in one list. */
const ERASED = atScale({ small: 4, full: 20 })
const LISTED = atScale({ small: 40, full: 1_000 })

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
  test(
    'erasures leave no marker of the erased, and everybody else as they were',
    { timeout: 1_200_000 },
    async ({ database }) => {
      const scene = await storeAsOwner(database, system, SIZE)
      const read = readShippedMap(system)
      if (!read?.ok) throw new Error('no map')
      const tenants = Object.fromEntries(
        scene.tenants.map((tenant, nth) => [
          `${system}-${nth}`,
          read.map.workspace ? tenant : null,
        ]),
      )
      await addTo(database, read, tenants)
      const bodiesOf = () => asOwnerOf(database, (owner) => bodies(owner, SYSTEMS[system].bodies))
      const [before, said] = [await asOwnerOf(database, snapshotOf), await bodiesOf()]

      const tenant = scene.tenants[0]!
      const theirs = scene.people.filter((one) => one.tenant === tenant).slice(0, ERASED)
      const gone = new Set(theirs.map(({ id }) => id))
      const listed = scene.messages
        .filter(
          (one) => one.tenant === tenant && one.shape === 'plain' && !gone.has(one.author ?? ''),
        )
        .slice(0, LISTED)
      const markers = [
        ...theirs.flatMap((one) => [one.markers.own, one.markers.authorship]),
        ...listed.map(({ marker }) => marker),
      ]
      const holding = (words: readonly string[]) =>
        asOwnerOf(database, (owner) => keysWith(owner, words))
      const mayChange = new Set(await holding(markers))
      const column = read.map.workspace?.column
      const others = column
        ? await asOwnerOf(database, (owner) => keysOfOthers(owner, column, tenant))
        : new Set<string>()
      expect(others.size > 0).toBe(column !== undefined)
      const topics = await asOwnerOf(database, (owner) => topicsOf(owner, system))
      const workspace = `${system}-0`
      const started = performance.now()
      const list = await redactListed(database.db, workspace, listed)
      expect(await findJob(database.db, workspace, list)).toMatchObject({ state: 'succeeded' })
      const lasted = performance.now()
      for (const one of theirs) {
        const job = await erase(database, workspace, one.id, 'authored')
        expect((await findJob(database.db, workspace, job))?.state, one.id).toBe('succeeded')
      }
      const [listSeconds, eraseSeconds] = [lasted - started, performance.now() - lasted]
      process.stdout.write(
        `${system}: ${listed.length} listed in ${listSeconds.toFixed()} ms, ` +
          `${theirs.length} people erased in ${eraseSeconds.toFixed()} ms\n`,
      )

      expect(await holding(markers)).toEqual([])
      const changed = changedKeys(before, await asOwnerOf(database, snapshotOf))
      expect(changed.length).toBeGreaterThan(theirs.length)
      expect(changed.filter((key) => others.has(key))).toEqual([])
      const beside = changed.filter((key) => !mayChange.has(key)).map((key) => key.split(':')[0]!)
      const known: readonly string[] = SYSTEMS[system].beside
      expect(beside.filter((table) => !known.includes(table))).toEqual([])
      expect(await asOwnerOf(database, (owner) => topicsOf(owner, system))).toBe(topics)
      const now = await bodiesOf()
      const rewritten = [...said].filter(
        ([key, body]) => !mayChange.has(key) && now.get(key) !== body,
      )
      expect(rewritten).toEqual([])
      expect(await backAmong(database.db, workspace, [...gone])).toEqual([])
    },
  )
})

/** Who of contacts a watch takes for people who are back, by what the map says of their rows. */
async function backAmong(db: Db, workspace: string, contacts: readonly string[]) {
  return inWorkspace(db, workspace, async (trx) => {
    const { people } = await storeOf(trx, workspace)
    const read = (await people?.readThese(trx, contacts)) ?? []
    expect(read).toHaveLength(contacts.length)
    return [...(await returnedAmong(trx, workspace, read, PEPPER)).values()]
  })
}

/** Redacts messages as a list of a caller, to its end; its job. */
async function redactListed(
  db: Db,
  workspace: string,
  listed: readonly ForeignMessage[],
): Promise<string> {
  const list = await openList(db, workspace, { dryRun: false, lanes: 1 })
  const items = await itemsOf(db, workspace, listed)
  await addItems(db, workspace, list, 0, items)
  const accepted = await acceptList(db, workspace, list, { kind: 'bulk', requestedBy: 'cli' })
  const due = accepted.kind === 'accepted' ? [...accepted.chunks] : []
  const logger = createLogger('silent')
  for (let chunk = due.shift(); chunk !== undefined; chunk = due.shift()) {
    const turns = await runChunk(db, workspace, { job: list, chunk }, logger)
    due.push(...turns.flatMap((turn) => (turn.chunk === STEP ? [] : [turn.chunk])))
  }
  return list
}

/** A message that opens its conversation is its source. */
async function itemsOf(db: Db, workspace: string, listed: readonly ForeignMessage[]) {
  const store = await storeOf(db, workspace)
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ type: string; conversation_id: string; target_id: string }>`
      select type, conversation_id, target_id from (${store.messagesOf(workspace)}) message
       where target_id = any(${listed.map(({ id }) => id)}::text[])`.execute(trx),
  )
  return rows.map(({ type, conversation_id, target_id }, at) =>
    parseItem(at + 1, {
      ...{ type, conversation_id },
      ...(type === 'source' ? { source_id: target_id } : { conversation_part_id: target_id }),
    }),
  )
}

/** How many topics Zulip's messages are of: those of one stay together, whatever it is called then. */
async function topicsOf(owner: Kysely<never>, system: string): Promise<number> {
  if (system !== 'zulip') return 0
  const { rows } = await sql<{ topics: number }>`
    select count(distinct (recipient_id, subject))::integer as topics from zerver_message`.execute(
    owner,
  )
  return rows[0]?.topics ?? 0
}

async function bodies(owner: Kysely<never>, [table, column]: readonly [string, string]) {
  const { rows } = await sql<{ key: string; body: string }>`
    select ${`${table}:`} || id::text as key, ${sql.id(column)} as body from ${sql.id(table)}`.execute(
    owner,
  )
  return new Map(rows.map(({ key, body }) => [key, body]))
}
