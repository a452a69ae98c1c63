import { emptyContacts } from '../../conversation/empty-contacts.ts'
import { readStored } from '../../conversation/read-stored.ts'
import { openLook } from '../../look/last-look.ts'
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
  async lock(trx, workspace, requests) {
    const locked = await lockTargets(trx, workspace, requests)
    return { ...locked, rewrite: (some) => redactTargets(trx, workspace, some, locked) }
  },
  read: readTargets,
  lockErased: holdErased,
  readConversation: readStored,
  resolveContact,
  wholePerson,
  findOthers,
  namesOf,
  messagesOf,
  targetsOf,
  conversationsOf,
  unscrubbedOf,
  conversationsBefore,
  hasWrittenSince,
  countFiles,
  emptyContacts,
  openLook,
}
