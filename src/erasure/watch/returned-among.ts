import { sql } from 'kysely'
import { contactKey, type ContactKind } from '../../conversation/contact-key.ts'
import type { Trx } from '../../database/in-workspace.ts'
import type { Pepper } from '../../database/pepper.ts'
import type { WatchedPerson } from '../../redact/watched-people.ts'

/** Somebody who was erased, as they are found again. */
export interface Returned {
  readonly contact: string
  /** By what they were recognised. */
  readonly kind: ContactKind
  /** The erasure that they are back from: of several the latest. */
  readonly erasedBy: string
}

/** An address says most of who it is, an id least: a row may be written to by somebody else. */
const KINDS: readonly ContactKind[] = ['email', 'external_id', 'contact_id']

/**
 * Finds who of the people was erased. Addresses and external ids are hashed here, and compared with
 * what keeps imports out. A row that was emptied is nobody who is back, whatever its id; nor is who
 * had the same address when the other person was erased.
 *
 * @returns by contact
 */
export async function returnedAmong(
  trx: Trx,
  workspace: string,
  people: readonly WatchedPerson[],
  pepper: Pepper,
): Promise<ReadonlyMap<string, Returned>> {
  const told = people.flatMap((person) => keysOf(workspace, person, pepper))
  if (told.length === 0) return new Map()
  const { rows } = await sql<Returned>`
    select distinct on (told.contact) told.contact, s.kind, s.job_id as "erasedBy"
      from unnest(${told.map((one) => one.contact)}::text[], ${told.map((one) => one.kind)}::text[],
                  ${told.map((one) => one.key)}::bytea[]) as told(contact, kind, key)
      join suppression s on s.workspace_id = ${workspace} and s.key = told.key
       and s.kind = told.kind and s.lifted_at is null and told.contact <> all(s.others)
     order by told.contact, array_position(${KINDS}::text[], s.kind), s.erased_until desc`.execute(
    trx,
  )
  return new Map(rows.map((row) => [row.contact, row]))
}

function keysOf(workspace: string, person: WatchedPerson, pepper: Pepper) {
  const { id: contact, email, externalIds, isFilled } = person
  const values: readonly (readonly [ContactKind, string | undefined])[] = [
    ['email', email],
    ...externalIds.map((one) => ['external_id', one] as const),
    ...(isFilled ? [['contact_id', contact] as const] : []),
  ]
  return values.flatMap(([kind, value]) => {
    const key = contactKey(pepper, workspace, kind, value)
    return key ? [{ contact, kind, key }] : []
  })
}
