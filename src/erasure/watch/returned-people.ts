import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Trx } from '../../database/in-workspace.ts'
import type { JobState } from '../../database/tables.ts'
import type { ReturnedPersonTable } from '../../database/watch-table.ts'
import type { Returned } from './returned-among.ts'

/** Somebody who is back, as far as it is known and was acted upon. */
export interface KnownReturn {
  readonly contact: string
  readonly kind: ReturnedPersonTable['kind']
  readonly erasedBy: string
  readonly foundAt: Date
  /** Whether an erasure is to be asked for. */
  readonly due: boolean
  /** How many were. */
  readonly tries: number
  /** The last of them. */
  readonly job: string | null
  /** Undefined where there is none, or it was purged. */
  readonly jobState: JobState | null
  /** Why the last one was not accepted, as a code. */
  readonly refusal: string | null
}

const KNOWN = sql`
  select r.contact_id as contact, r.kind, r.erased_by as "erasedBy", r.found_at as "foundAt",
         r.due, r.tries, r.job_id as job, j.state as "jobState", r.refusal
    from returned_person r
    left join job j on j.workspace_id = r.workspace_id and j.id = r.job_id`

/** All who are back, the longest known first. */
export async function listReturns(trx: Trx, workspace: string): Promise<readonly KnownReturn[]> {
  const { rows } = await sql<KnownReturn>`
    ${KNOWN} where r.workspace_id = ${workspace} order by r.found_at, r.contact_id`.execute(trx)
  return rows
}

/** Those of contacts who are back. */
export async function findReturns(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, KnownReturn>> {
  const { rows } = await sql<KnownReturn>`
    ${KNOWN} where r.workspace_id = ${workspace}
               and r.contact_id = any(${contacts}::text[])`.execute(trx)
  return new Map(rows.map((row) => [row.contact, row]))
}

/** Stores who is back, once each however often they are seen. */
export async function storeReturns(
  trx: Trx,
  workspace: string,
  returns: readonly (Returned & { readonly due: boolean })[],
): Promise<void> {
  if (returns.length === 0) return
  const of = <T>(member: (one: (typeof returns)[number]) => T) => returns.map(member)
  await sql`
    insert into returned_person (workspace_id, contact_id, id, kind, erased_by, due)
    select ${workspace}, * from unnest(
             ${of((one) => one.contact)}::text[], ${of(() => uuidv7())}::text[],
             ${of((one) => one.kind)}::text[], ${of((one) => one.erasedBy)}::text[],
             ${of((one) => one.due)}::boolean[])
        on conflict (workspace_id, contact_id)
        do update set seen_at = now(), due = excluded.due, kind = excluded.kind,
                      erased_by = excluded.erased_by`.execute(trx)
}

/** That contacts were seen, and nothing else of them. */
export async function noteSeen(trx: Trx, workspace: string, contacts: readonly string[]) {
  if (contacts.length === 0) return
  await sql`
    update returned_person set seen_at = now()
     where workspace_id = ${workspace} and contact_id = any(${contacts}::text[])`.execute(trx)
}

/** Forgets contacts who are back no longer. */
export async function dropReturns(trx: Trx, workspace: string, contacts: readonly string[]) {
  if (contacts.length === 0) return
  await sql`
    delete from returned_person
     where workspace_id = ${workspace} and contact_id = any(${contacts}::text[])`.execute(trx)
}

/** Forgets whoever was not seen since: their rows are gone. */
export async function dropUnseen(trx: Trx, workspace: string, since: Date): Promise<void> {
  await sql`
    delete from returned_person
     where workspace_id = ${workspace} and seen_at < ${since}`.execute(trx)
}
