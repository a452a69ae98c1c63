import { sql } from 'kysely'
import { contactKey } from '../../conversation/contact-key.ts'
import { mergedWith } from '../../conversation/merged-with.ts'
import { NAMELESS } from '../../conversation/person-id.ts'
import type { Trx } from '../../database/in-workspace.ts'
import type { Pepper } from '../../database/pepper.ts'
import type { ContactSelector } from '../../request/contact-selector.ts'
import type { ResolvedContact } from '../message-store.ts'
import { wholePerson } from './whole-person.ts'

/**
 * Finds the contacts that a selector means: by id at most one, by e-mail (whatever its case) or
 * external id all that have it now, or who had it once, if nobody else did. With each come the ids
 * that are theirs, too. An address that was given to somebody else erases neither.
 */
export async function resolveContact(
  trx: Trx,
  workspace: string,
  selector: ContactSelector,
  pepper: Pepper,
): Promise<ResolvedContact> {
  const bearers = await bearersOf(trx, workspace, selector, pepper)
  if (bearers.length === 0) return { kind: 'contact_not_found' }
  const ids = bearers.map((one) => one.id)
  if (await isAmbiguous(trx, workspace, bearers))
    return { kind: 'contact_ambiguous', contacts: ids }
  return { kind: 'found', contacts: await wholePerson(trx, workspace, ids) }
}

interface Bearer {
  readonly id: string
  /** Whether they have now what was asked for. */
  readonly has_now: boolean
}

async function bearersOf(
  trx: Trx,
  workspace: string,
  { kind, value }: ContactSelector,
  pepper: Pepper,
): Promise<readonly Bearer[]> {
  if (kind === 'id') {
    const { rows } = await sql<Bearer>`
      select id, true as has_now from contact
       where workspace_id = ${workspace} and id = ${value}`.execute(trx)
    return rows
  }
  const key = contactKey(pepper, workspace, kind, value)
  if (!key) return []
  const { rows } = await sql<Bearer>`
    select contact.id, coalesce(${sql.ref(`contact.${kind}_key`)} = ${key}, false) as has_now
      from contact_key join contact on contact.workspace_id = ${workspace}
       and contact.id = contact_key.contact_id
     where contact_key.workspace_id = ${workspace} and contact_key.key = ${key}
       and contact_key.kind = ${kind}
     order by contact.id`.execute(trx)
  return rows
}

/** Who came without an id is whoever the address belongs to: nobody else. */
async function isAmbiguous(
  trx: Trx,
  workspace: string,
  bearers: readonly Bearer[],
): Promise<boolean> {
  const people = bearers.filter(({ id }) => !id.startsWith(NAMELESS))
  const [first] = people
  if (!first || people.length === 1 || people.every((one) => one.has_now)) return false
  const same = new Set((await mergedWith(trx, workspace, [first.id])).map((one) => one.id))
  return people.some(({ id }) => id !== first.id && !same.has(id))
}
