import { areContactsEmptied, emptyContacts } from '../../conversation/empty-contacts.ts'
import { readOutline } from '../../conversation/read-outline.ts'
import { readStored } from '../../conversation/read-stored.ts'
import { openLook } from '../../look/last-look.ts'
import { NO_COPIES } from '../copy-counts.ts'
import type { MessageStore } from '../message-store.ts'
import { conversationsBefore } from './conversations-before.ts'
import { countFiles } from './count-files.ts'
import { conversationsOf, targetsOf, unscrubbedOf } from './erasure-targets.ts'
import { findOthers } from './find-others.ts'
import { hasWrittenSince } from './has-written-since.ts'
import { holdErased } from './hold-erased.ts'
import { lockTargets, readTargets } from './lock-targets.ts'
import { messagesOf } from './messages-of.ts'
import { namesOf } from './names-of.ts'
import { redactTargets } from './redact-targets.ts'
import { resolveContact } from './resolve-contact.ts'
import { wholePerson } from './whole-person.ts'

/** Messages that were imported into the tables of Unsaid. */
export const ownTables: MessageStore = {
  unaccounted: () => Promise.resolve([]),
  async lock(trx, workspace, requests) {
    const locked = await lockTargets(trx, workspace, requests)
    return {
      ...locked,
      async rewrite(some) {
        await redactTargets(trx, workspace, some, locked)
        return NO_COPIES
      },
    }
  },
  read: readTargets,
  lockErased: holdErased,
  readConversation: readStored,
  readOutline,
  resolveContact,
  wholePerson,
  findOthers,
  namesOf,
  keysOf: () => Promise.resolve([]),
  messagesOf,
  targetsOf,
  conversationsOf,
  unscrubbedOf,
  conversationsBefore,
  hasWrittenSince,
  countFiles,
  areEmptied: areContactsEmptied,
  areInRooms: () => Promise.resolve(false),
  async emptyContacts(trx, workspace, contacts, keeps) {
    await emptyContacts(trx, workspace, contacts, keeps)
    return NO_COPIES
  },
  openLook,
}
