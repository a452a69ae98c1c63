import { sql } from 'kysely'
import { coverageOf } from '../../maps/stored/coverage-of.ts'
import { driftReader } from '../../maps/stored/drift-reader.ts'
import type { WorkspaceMap } from '../../maps/stored/workspace-map.ts'
import type { MessageStore } from '../message-store.ts'
import { areErased, erasePeople } from './erase-people.ts'
import { areInRooms } from './are-in-rooms.ts'
import { findMappedContact, mappedOthers } from './find-people.ts'
import { mappedKeys, mappedNames } from './known-by.ts'
import { mappedPeople } from './mapped-people.ts'
import { holdMessages, readMessages } from './hold-messages.ts'
import { openMappedLook } from './mapped-look.ts'
import { readMappedOutline } from './mapped-outline.ts'
import { mappedSchema } from './mapped-schema.ts'
import { newPasses } from './search-pass.ts'
import { mappedConversationsOf, mappedMessagesOf, mappedTargetsOf } from './mapped-targets.ts'
import { mappedConversationsBefore, mappedHasWrittenSince } from './mapped-times.ts'
import { readMappedConversation } from './read-mapped.ts'
import { waitersOf } from './waiters-of.ts'

/** Messages that stand in tables of somebody else, where a map says so. */
export function mappedTables(given: WorkspaceMap): MessageStore {
  const schema = mappedSchema(given)
  const passes = newPasses()
  const readDrift = driftReader(given)
  return {
    map: coverageOf(given),
    people: mappedPeople(schema),
    unaccounted: async (trx) => (await readDrift(trx)).incomplete,
    lock: (trx, _, requests, ahead) =>
      holdMessages(trx, schema, requests, ahead && { ahead, passes }),
    read: (trx, _, requests) => readMessages(trx, schema, requests),
    lockErased: (trx, _, requests, { ahead }) =>
      holdMessages(trx, schema, requests, ahead && { ahead, passes }),
    readConversation: (trx, _, id) => readMappedConversation(trx, schema, id),
    readOutline: (trx, _, id, options) => readMappedOutline(trx, schema, id, options),
    resolveContact: (trx, _, selector) => findMappedContact(trx, schema, selector),
    wholePerson: async (_, __, contacts) => contacts.toSorted(),
    findOthers: (trx, _, contacts) => mappedOthers(trx, schema, contacts),
    namesOf: (trx, _, contacts) => mappedNames(trx, schema, contacts),
    keysOf: (trx, workspace, contacts, pepper) =>
      mappedKeys(trx, workspace, schema, contacts, pepper),
    messagesOf: () => mappedMessagesOf(schema),
    targetsOf: (_, whom) => mappedTargetsOf(schema, whom),
    conversationsOf: (_, contacts) => mappedConversationsOf(schema, contacts),
    // What a conversation holds of a person are copies of the person: they go with their row.
    unscrubbedOf: () => sql`select null::text as conversation_id where false`,
    conversationsBefore: (trx, _, contacts, until) =>
      mappedConversationsBefore(trx, schema, contacts, until),
    hasWrittenSince: (trx, _, contacts, since) =>
      mappedHasWrittenSince(trx, schema, contacts, since),
    // Files are rows of copies: they are deleted, and told of there.
    countFiles: async () => 0,
    areEmptied: (trx, _, { contacts }) => areErased(trx, schema, contacts),
    areInRooms: (trx, _, contacts) => areInRooms(trx, schema, contacts),
    emptyContacts: (trx, _, contacts) => erasePeople(trx, schema, contacts),
    waiters: () => waitersOf(schema),
    openLook: (trx, workspace, options) => openMappedLook(trx, workspace, schema, options),
  }
}
