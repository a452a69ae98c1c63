import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { StartError } from '../failure.ts'
import { contactKey } from './contact-key.ts'
import type { NamedPerson } from './named-people.ts'

/** Why and how far a contact's messages may not come back. */
export interface Suppressed {
  /** The erasure it is for. */
  readonly job: string
  /** Unix seconds: the end of that erasure. */
  readonly until: number
}

export type SuppressedPeople = ReadonlyMap<string, Suppressed>

const NOBODY: SuppressedPeople = new Map()

/**
 * Finds who of the people may not be brought back, by contact id. Somebody with a new id is known
 * by the e-mail or external id of any mention, or by the keys of the stored contact. Of several
 * erasures the latest counts.
 *
 * @param named asked only where somebody is suppressed
 * @throws StartError when people are suppressed and this process, started before, has no pepper
 */
export async function findSuppressed(
  trx: Trx,
  workspace: string,
  named: () => readonly NamedPerson[],
  pepper: Pepper | undefined,
): Promise<SuppressedPeople> {
  if (!(await isAnybodySuppressed(trx, workspace))) return NOBODY
  if (!pepper) throw new StartError('people are suppressed here: set the pepper by UNSAID_PEPPER')

  const people = named()
  const wanted = wantedKeys(workspace, people, pepper)
  const { rows } = await sql<Suppressed & { id: string }>`
    with wanted as (
      select * from unnest(${wanted.map((one) => one.id)}::text[],
                           ${wanted.map((one) => one.kind)}::text[],
                           ${wanted.map((one) => one.key)}::bytea[]) as told(id, kind, key)
       union all
      select contact.id, stored.kind, stored.key
        from contact cross join lateral (values ('email', contact.email_key),
          ('external_id', contact.external_id_key)) stored(kind, key)
       where contact.workspace_id = ${workspace}
         and contact.id = any(${[...new Set(people.map((one) => one.id))]}::text[]))
    select distinct on (wanted.id) wanted.id, s.job_id as job,
           extract(epoch from s.erased_until)::float8 as until
      from wanted
      join suppression s on s.workspace_id = ${workspace} and s.key = wanted.key
       and s.kind = wanted.kind and s.lifted_at is null
     order by wanted.id, s.erased_until desc`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Ordered, so that an index is read up to its first row whatever the planner thinks there is. */
async function isAnybodySuppressed(trx: Trx, workspace: string): Promise<boolean> {
  const { rows } = await sql`
    select from suppression where workspace_id = ${workspace} and lifted_at is null
     order by workspace_id, key limit 1`.execute(trx)
  return rows.length > 0
}

/** A person is named again and again, mostly in the same way. */
function wantedKeys(workspace: string, people: readonly NamedPerson[], pepper: Pepper) {
  const told = people.flatMap(({ id, email, external_id }) => [
    { id, kind: 'contact_id' as const, value: id },
    { id, kind: 'email' as const, value: email },
    { id, kind: 'external_id' as const, value: external_id },
  ])
  const once = new Map(told.map((one) => [JSON.stringify([one.id, one.kind, one.value]), one]))
  return [...once.values()].flatMap(({ id, kind, value }) => {
    const key = contactKey(pepper, workspace, kind, value)
    return key ? [{ id, kind, key }] : []
  })
}
