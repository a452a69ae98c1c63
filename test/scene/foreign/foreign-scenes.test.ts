import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountColumns } from '../../../src/maps/check/account.ts'
import { readShippedMap } from '../../../src/maps/shipped-maps.ts'
import { traceDatabase } from '../../../src/trace/trace-database.ts'
import { complaints, foreignDatabase, type ForeignDatabase } from '../../maps/catalog-of.ts'
import type { ForeignScene, ForeignSystem } from './foreign-scene.ts'
import { changedKeys, keysWith, snapshotOf } from './snapshot-of.ts'
import { storeForeign } from './store-foreign.ts'

const SIZE = { people: 40, messages: 400 }

/** Where a person and a message stand, and columns that name a kind or have no words. */
const PLACES: readonly {
  system: ForeignSystem
  people: string
  messages: string
  own: string[]
  kinds: RegExp
  body: string
  archive?: string
  authored: string[]
}[] = [
  {
    ...{ system: 'chatwoot', people: 'contacts', messages: 'messages', body: 'content' },
    kinds:
      /_type$|^active_storage_attachments.name|service_name|embedding|inbound_emails.message_id/,
    own: [
      'contacts.email',
      'contacts.custom_attributes',
      'contact_inboxes.source_id',
      'notes.content',
      'conversations.additional_attributes',
    ],
    authored: [
      'messages.content',
      'messages.content_attributes',
      'messages.sentiment',
      'attachments.meta',
      'active_storage_blobs.metadata',
      'action_mailbox_inbound_emails.message_checksum',
    ],
  },
  {
    ...{ system: 'mattermost', people: 'users', messages: 'posts', body: 'message' },
    kinds:
      /id$|ids$|by$|type$|token$|roles?$|emojiname$|stat(us|e)$|priority$|dstlang$|participants$|category$|preferences.name$|extension$|mimetype$|codechallengemethod$/,
    own: [
      'users.username',
      'channels.header',
      'publicchannels.purpose',
      'posts.message',
      'posts.props',
      'drafts.props',
      'audits.extrainfo',
      'compliances.emails',
    ],
    authored: [
      'posts.message',
      'posts.hashtags',
      'fileinfo.content',
      'fileinfo.minipreview',
      'temporaryposts.message',
      'translations.text',
      'recapchannels.highlights',
      'propertyvalues.value',
      'llm_turns.content',
      'calls.props',
    ],
  },
  {
    ...{
      system: 'zulip',
      people: 'zerver_userprofile',
      messages: 'zerver_message',
      body: 'content',
    },
    archive: 'zerver_archivedmessage',
    kinds: /method$|msg_type$|kind$|emoji_\w+$|reaction_type$|tos_version$|avatar_source$/,
    own: [
      'zerver_userprofile.full_name',
      'zerver_message.content',
      'zerver_message.search_tsvector',
      'zerver_stream.description',
      'zerver_realmauditlog.extra_data',
      'zerver_device.push_key',
    ],
    authored: [
      'zerver_message.content',
      'zerver_message.subject',
      'zerver_message.edit_history',
      'zerver_message.search_tsvector',
      'zerver_archivedmessage.content',
      'zerver_submessage.content',
      'zerver_attachment.path_id',
      'zerver_scheduledmessage.content',
      'zerver_usertopic.topic_name',
      'zerver_draft.content',
    ],
  },
]

describe.each(PLACES)(
  '$system',
  ({ system, people, messages, body, archive, own, authored, kinds }) => {
    let database: ForeignDatabase
    let scene: ForeignScene

    beforeAll(async () => {
      database = await foreignDatabase('')
      scene = await storeForeign(database.db, system, SIZE)
    })
    afterAll(() => database.close())

    const columnsWith = async (value: string) => {
      const terms = [{ kind: 'text', value }] as const
      const { found } = await database.db
        .transaction()
        .execute((trx) => traceDatabase(trx, { terms, schema: 'public' }))
      return found.map(({ table, column }) => `${table}.${column}`)
    }

    const shippedMap = () => {
      const read = readShippedMap(system)
      if (!read?.ok) throw new Error('no map')
      return read
    }

    test('the map that comes with Unsaid accounts for everything in it', async () => {
      expect(complaints(await database.check(shippedMap()))).toEqual([])
    })

    test('each key leads to a row', async () => {
      const { tables } = await database.catalog()
      const keys = tables.flatMap(({ name, foreignKeys }) =>
        foreignKeys.map((key) => ({ name, key, column: key.columns[0]!, to: key.to[0]! })),
      )
      for (const { name, key, column, to } of keys) {
        const { rows } = await sql<{ lost: number }>`
        select count(*)::int as lost from ${sql.id(name)} one
         where ${sql.ref(`one.${column}`)} is not null and not exists (
           select from ${sql.id(key.table)} other
            where ${sql.ref(`other.${to}`)} = ${sql.ref(`one.${column}`)})`.execute(database.db)
        expect(rows[0]?.lost, `${name}.${column}`).toBe(0)
      }
    })

    test('every column that the map takes back holds a marker', async () => {
      const taken = accountColumns(shippedMap(), await database.catalog()).filter(
        ({ answer }) => answer === 'rewritten' || answer === 'deleted',
      )
      const marked = await columnsWith('zq')
      const names = taken.map(({ table, column }) => `${table.name}.${column.name}`)
      expect(names.length).toBeGreaterThan(50)
      expect(names.filter((name) => !marked.includes(name) && !kinds.test(name))).toEqual([])
    })

    test('each person and each message is there, with its marker', async () => {
      expect([scene.people.length, scene.messages.length]).toEqual([SIZE.people, SIZE.messages])
      const rowsOf = async (table: string) => {
        const { rows } = await sql<{ id: string; row: string }>`
        select id::text as id, one::text as row from ${sql.id(table)} one`.execute(database.db)
        return new Map(rows.map(({ id, row }) => [id, row]))
      }
      const contacts = await rowsOf(people)
      const archived = archive === undefined ? [] : await rowsOf(archive)
      const texts = new Map([...(await rowsOf(messages)), ...archived])
      for (const { id, markers } of scene.people) expect(contacts.get(id)).toContain(markers.own)
      for (const { id, marker } of scene.messages) expect(texts.get(id)).toContain(marker)
      const all = scene.messages.map(({ marker }) => marker)
      expect(new Set(all).size).toBe(all.length)
      expect(new Set(scene.people.map(({ markers }) => markers.own)).size).toBe(SIZE.people)
    })

    test('what a person wrote is told from what others wrote to them', () => {
      for (const { id, markers } of scene.people) {
        const theirs = scene.messages.filter(({ author }) => author === id)
        expect(markers.authored).toEqual(theirs.map(({ marker }) => marker))
        expect(markers.authored.every((one) => one.startsWith(markers.authorship))).toBe(true)
        expect(markers.others.some((one) => one.startsWith(markers.authorship))).toBe(false)
      }
      expect(scene.people.every(({ markers }) => markers.others.length > 0)).toBe(true)
    })

    test('a search finds a person and what they wrote in all its places', async () => {
      const everywhere = { own: new Set<string>(), authored: new Set<string>() }
      for (const { markers } of scene.people.slice(0, 12)) {
        for (const one of await columnsWith(markers.own)) everywhere.own.add(one)
        for (const one of await columnsWith(markers.authorship)) everywhere.authored.add(one)
      }
      expect(own.filter((one) => !everywhere.own.has(one))).toEqual([])
      expect(authored.filter((one) => !everywhere.authored.has(one))).toEqual([])
    })

    test('there are messages of every shape, by people, the team and others', () => {
      const shapes = new Set(scene.messages.map(({ shape }) => shape))
      expect(shapes.size).toBeGreaterThan(10)
      const people = new Set(scene.people.map(({ id }) => id))
      const isTheirs = scene.messages.filter(({ author }) => author !== null && people.has(author))
      expect(isTheirs.length).toBeGreaterThan(SIZE.messages / 4)
      expect(scene.messages.some(({ author }) => author === null)).toBe(true)
    })

    test('tenants have people and messages of their own', () => {
      for (const tenant of scene.tenants) {
        expect(scene.people.filter((one) => one.tenant === tenant).length).toBeGreaterThan(5)
        expect(scene.messages.filter((one) => one.tenant === tenant).length).toBeGreaterThan(50)
      }
      const emails = scene.people.map(({ email }) => email)
      // Somebody has the same address in both.
      expect(new Set(emails).size < emails.length).toBe(scene.tenants.length > 1)
    })

    test('a snapshot tells which rows were changed, and the same seed gives the same rows', async () => {
      const before = await snapshotOf(database.db)
      const one = scene.people[3]!
      await sql`update ${sql.id(messages)} set ${sql.ref(body)} = 'changed'
               where id::text = ${scene.messages[0]!.id}`.execute(database.db)
      const changed = changedKeys(before, await snapshotOf(database.db))
      expect(changed).toEqual([`${messages}:${scene.messages[0]!.id}`])
      expect(before.has(`${people}:${one.id}`)).toBe(true)

      const theirs = await keysWith(database.db, [one.markers.own])
      expect(theirs).toContain(`${people}:${one.id}`)
      expect(theirs.length).toBeLessThan(before.size / 10)

      const other = await foreignDatabase('')
      const again = await storeForeign(other.db, system, SIZE)
      const after = await snapshotOf(other.db)
      await other.close()
      expect(again).toEqual(scene)
      expect(changedKeys(before, after)).toEqual([])
    })
  },
)
