import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { StartError } from '../failure.ts'
import { contactKey } from './contact-key.ts'
import { mergedWith } from './merged-with.ts'
import type { NamedPerson } from './named-people.ts'
import { toldKeys } from './told-keys.ts'

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
 * by the e-mail or external id of any mention, by every key that is stored of them, or by whom they
 * were merged with. Of several erasures the latest counts.
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
  const same = await samePeople(trx, workspace, people)
  const told = [...idKeys(workspace, same, pepper), ...toldKeys(workspace, people, pepper)]
  const { rows } = await sql<Suppressed & { id: string }>`
    with wanted as (
      select * from unnest(${told.map((one) => one.id)}::text[],
                           ${told.map((one) => one.kind)}::text[],
                           ${told.map((one) => one.key)}::bytea[]) as told(id, kind, key)
       union all
      select same.named, stored.kind, stored.key
        from unnest(${same.map((one) => one.named)}::text[],
                    ${same.map((one) => one.id)}::text[]) as same(named, id)
        join contact_key stored on stored.workspace_id = ${workspace}
         and stored.contact_id = same.id)
    select distinct on (wanted.id) wanted.id, s.job_id as job,
           extract(epoch from s.erased_until)::float8 as until
      from wanted
      join suppression s on s.workspace_id = ${workspace} and s.key = wanted.key
       and s.kind = wanted.kind and s.lifted_at is null
     order by wanted.id, s.erased_until desc`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

interface SamePerson {
  readonly named: string
  /** Theirs, or that of whom they were merged with. */
  readonly id: string
}

async function samePeople(
  trx: Trx,
  workspace: string,
  people: readonly NamedPerson[],
): Promise<readonly SamePerson[]> {
  const ids = [...new Set(people.map((one) => one.id))]
  const merged = await mergedWith(trx, workspace, ids)
  return [...ids.map((id) => ({ named: id, id })), ...merged]
}

function idKeys(workspace: string, same: readonly SamePerson[], pepper: Pepper) {
  return same.flatMap(({ named, id }) => {
    const key = contactKey(pepper, workspace, 'contact_id', id)
    return key ? [{ id: named, kind: 'contact_id' as const, key }] : []
  })
}

/** Ordered, so that an index is read up to its first row whatever the planner thinks there is. */
export async function isAnybodySuppressed(trx: Trx, workspace: string): Promise<boolean> {
  const { rows } = await sql`
    select from suppression where workspace_id = ${workspace} and lifted_at is null
     order by workspace_id, key limit 1`.execute(trx)
  return rows.length > 0
}
