import { sql } from 'kysely'
import type { NamedPerson } from './named-people.ts'
import { namelessId } from './name-nameless.ts'
import { personId } from './person-id.ts'
import { addUnknown } from './store-contacts.ts'
import { storeKeys } from './store-keys.ts'
import { toldKeys } from './told-keys.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { findMentions, type Mention } from './find-mentions.ts'
import { nameStored, type NamedMention } from './name-stored.ts'

/** Conversations that one transaction keys. */
const AT_ONCE = 200

/**
 * Keys the people whom some stored conversations name, and gives an id to those who came without
 * one, as an import with the pepper would have done. A conversation that somebody holds is left for
 * the next time.
 *
 * @returns how many conversations that were
 */
export async function keyConversations(
  trx: Trx,
  workspace: string,
  pepper: Pepper,
): Promise<number> {
  const ids = await lockUnkeyed(trx, workspace)
  if (ids.length === 0) return 0
  const mentions = await findMentions(trx, workspace, ids)
  const nameless = mentions.flatMap((mention): NamedMention[] => {
    const id = namelessId(pepper, workspace, mention.person)
    return id === undefined ? [] : [{ ...mention, id }]
  })
  await nameStored(trx, workspace, nameless)
  const people = [...mentions.flatMap(withOwnId), ...nameless.map((one) => named(one, one.id))]
  const contacts = people.map(({ data, id }) => ({ id, data }))
  await addUnknown(trx, workspace, contacts, { suppressed: new Map(), pepper })
  await storeKeys(trx, workspace, toldKeys(workspace, people, pepper))
  await sql`
    update conversation set keyed = true
     where workspace_id = ${workspace} and id = any(${ids}::text[])`.execute(trx)
  return ids.length
}

async function lockUnkeyed(trx: Trx, workspace: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversation where workspace_id = ${workspace} and not keyed
     order by id limit ${AT_ONCE} for update skip locked`.execute(trx)
  return rows.map((row) => row.id)
}

interface KnownPerson extends NamedPerson {
  readonly data: Mention['person']
}

function withOwnId(mention: Mention): KnownPerson[] {
  const id = personId(mention.person)
  return id === undefined ? [] : [named(mention, id)]
}

function named({ person }: Mention, id: string): KnownPerson {
  const told = Object.entries(person).filter(([, value]) => value !== null)
  return {
    id,
    email: person.email,
    external_id: person.external_id,
    data: Object.fromEntries(told),
  }
}
