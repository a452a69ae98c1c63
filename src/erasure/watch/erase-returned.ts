import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { inWorkspace, type Trx } from '../../database/in-workspace.ts'
import { oneMonthAfter } from '../../request/due-date.ts'
import { storeOf } from '../../redact/store-of.ts'
import type { AcceptedErasure, ErasureAsk, ErasureScope } from '../accept-erasure.ts'
import { beingErased } from './being-erased.ts'
import { settleReturns } from './settle-returns.ts'
import type { WatchDeps } from './watch-deps.ts'
import { lockWatch } from './watch-state.ts'

/** In whose name whoever is back is erased, and why, as job, ledger and certificate say it. */
export const WATCH = { requestedBy: 'watch', reason: 'returned' } as const

/** Erasures that one look asks for. */
const MOST = 100

interface DueReturn {
  readonly id: string
  readonly contact: string
  readonly tries: number
  /** Of the erasure that they are back from. */
  readonly scope: ErasureScope
  readonly now: Date
}

/**
 * Asks for the erasure of who is back and due, each once: who dies between the acceptance and its
 * note finds the same job by its key.
 *
 * @returns how many were accepted
 */
export async function eraseReturned(deps: WatchDeps, workspace: string): Promise<number> {
  const { db } = deps
  let accepted = 0
  for (const one of await inWorkspace(db, workspace, (trx) => dueReturns(trx, workspace))) {
    if (!deps.goesOn()) break
    if (!(await isStillDue(deps, workspace, one))) continue
    const answer = await deps.erase(workspace, askFor(one))
    await inWorkspace(db, workspace, (trx) => noteAnswer(trx, workspace, one, answer))
    if (answer.kind === 'accepted') accepted += 1
  }
  return accepted
}

/** The scope is told by the job, and when that is purged by its certificate. */
async function dueReturns(trx: Trx, workspace: string): Promise<readonly DueReturn[]> {
  const { rows } = await sql<DueReturn>`
    select r.id, r.contact_id as contact, r.tries, now(),
           coalesce(e.scope, c.content ->> 'scope', 'authored') as scope
      from returned_person r
      left join erasure e on e.workspace_id = r.workspace_id and e.job_id = r.erased_by
      left join certificate c on c.workspace_id = r.workspace_id and c.job_id = r.erased_by
     where r.workspace_id = ${workspace} and r.due
     order by r.found_at, r.contact_id limit ${MOST}::integer`.execute(trx)
  return rows
}

/** Looks once more: a suppression may be lifted, the row gone, somebody may have erased it by hand. */
async function isStillDue(
  { db, pepper }: WatchDeps,
  workspace: string,
  { contact }: DueReturn,
): Promise<boolean> {
  return inWorkspace(db, workspace, async (trx) => {
    const state = await lockWatch(trx, workspace)
    const { people } = await storeOf(trx, workspace)
    if (!state || !people) return false
    const settling = { people, mode: state.mode, pepper }
    const read = await people.readThese(trx, [contact])
    const rows = read.length > 0 ? read : [goneRow(contact)]
    await settleReturns(trx, workspace, rows, settling)
    const pending = await beingErased(trx, workspace, [contact])
    return !pending.has(contact) && isDueNow(trx, workspace, contact)
  })
}

/** A row that is not there tells of nobody. */
const goneRow = (id: string) => ({ id, email: undefined, externalIds: [], isFilled: false })

async function isDueNow(trx: Trx, workspace: string, contact: string): Promise<boolean> {
  const { rows } = await sql`
    select from returned_person r
     where r.workspace_id = ${workspace} and r.contact_id = ${contact} and r.due`.execute(trx)
  return rows.length > 0
}

function askFor({ id, contact, tries, scope, now }: DueReturn): Omit<ErasureAsk, 'lanes'> {
  const digest = createHash('sha256').update(`returned\n${id}\n${tries}`).digest()
  const key = { digest, fingerprint: digest }
  const selector = { kind: 'id', value: contact } as const
  return { selector, scope, dryRun: false, dueAt: oneMonthAfter(now), ...WATCH, key }
}

async function noteAnswer(
  trx: Trx,
  workspace: string,
  { id }: DueReturn,
  answer: AcceptedErasure,
): Promise<void> {
  // Nobody is refused for good because not everybody is keyed yet.
  if (answer.kind === 'keys_incomplete') return
  const job = answer.kind === 'accepted' ? answer.job : null
  const refusal = answer.kind === 'accepted' ? null : answer.kind
  await sql`
    update returned_person
       set due = false, tries = tries + ${job === null ? 0 : 1},
           job_id = coalesce(${job}, job_id), refusal = ${refusal}
     where workspace_id = ${workspace} and id = ${id}`.execute(trx)
}
