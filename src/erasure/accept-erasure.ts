import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { claimKey, type IdempotencyKey } from '../jobs/claim-keys.ts'
import { insertListJob } from '../jobs/insert-list-job.ts'
import { insertList } from '../bulk/open-list.ts'
import { placeStep } from '../bulk/end-phase.ts'
import type { ResolvedContact } from '../redact/message-store.ts'
import { areAllKeyed } from '../conversation/are-all-keyed.ts'
import { storeOf } from '../redact/store-of.ts'
import { assertTokenAllows } from '../access/assert-token-allows.ts'
import type { ContactSelector } from '../request/contact-selector.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'
import { keyStoredPeople } from './key-stored-people.ts'
import { suppress } from './suppress.ts'

export type { ErasureScope }

export interface ErasureAsk {
  readonly selector: ContactSelector
  readonly scope: ErasureScope
  /** Plan only; `startPlanned` runs it. */
  readonly dryRun: boolean
  readonly dueAt: Date
  /** Chunks of it that may be on their way at a time. */
  readonly lanes: number
  /** Ours, never the caller's words: `cli`, `library` or `token:<id>`. */
  readonly requestedBy: string
  readonly reason?: string
  readonly key?: IdempotencyKey
}

export type AcceptedErasure =
  /** `isNew`: this request made the job; else an equal one did before. */
  | { readonly kind: 'accepted'; readonly job: string; readonly isNew: boolean }
  | { readonly kind: 'contact_not_found' }
  /** Several people had what was asked for: these, of whom one must be named by id. */
  | { readonly kind: 'contact_ambiguous'; readonly contacts: readonly string[] }
  /** Scope `conversations` would take what everybody says in rooms of many. */
  | { readonly kind: 'in_rooms' }
  /** Nobody has it as far as is known; but not everybody who is stored is keyed yet. */
  | { readonly kind: 'keys_incomplete' }
  | { readonly kind: 'key_reused' }

/** Milliseconds that a caller waits for what is stored to be keyed; the upkeep does the rest. */
const KEYING_AT_ACCEPT = 2_000

type NobodyMeant = Exclude<AcceptedErasure, { kind: 'accepted' | 'key_reused' }>

/** Takes back what the transaction did: a key may not stay claimed for a job that is not made. */
class NobodyFound extends Error {
  readonly answer: NobodyMeant

  constructor(answer: NobodyMeant) {
    super('an erasure is about nobody, or nobody can say about whom')
    this.answer = answer
  }
}

/**
 * Accepts the erasure of a contact. The selector is resolved here, and only ids are kept. From this
 * commit on no import brings the contact's messages back, unless it is planned only.
 *
 * @throws UnknownWorkspace, TokenRefused
 */
export async function acceptErasure(
  db: Db,
  workspace: string,
  ask: ErasureAsk,
  pepper: Pepper,
): Promise<AcceptedErasure> {
  await keyStoredPeople(db, workspace, pepper, KEYING_AT_ACCEPT)
  try {
    return await inWorkspace(db, workspace, (trx) => accept(trx, workspace, ask, pepper))
  } catch (error) {
    if (error instanceof NobodyFound) return error.answer
    throw error
  }
}

async function accept(
  trx: Trx,
  workspace: string,
  ask: ErasureAsk,
  pepper: Pepper,
): Promise<AcceptedErasure> {
  const job = uuidv7()
  if (ask.key) {
    const claimed = await claimKey(trx, workspace, ask.key, job)
    if (claimed.kind === 'same') return { kind: 'accepted', job: claimed.job, isNew: false }
    if (claimed.kind === 'reused') return { kind: 'key_reused' }
  }
  const isKeyed = await areAllKeyed(trx, workspace)
  const store = await storeOf(trx, workspace)
  const found = await store.resolveContact(trx, workspace, ask.selector, pepper)
  if (found.kind !== 'found') throw new NobodyFound(answerFor(found, isKeyed))
  const { contacts } = found
  if (ask.scope === 'conversations' && (await store.areInRooms(trx, workspace, contacts))) {
    throw new NobodyFound({ kind: 'in_rooms' })
  }
  await insertErasure(trx, workspace, { job, contacts, isKeyed, ask })
  if (!ask.dryRun) {
    await suppress(trx, workspace, contacts, { until: new Date(), job, pepper })
  }
  await assertTokenAllows(trx, workspace, ask.requestedBy, 'erase:write')
  return { kind: 'accepted', job, isNew: true }
}

function answerFor(found: Exclude<ResolvedContact, { kind: 'found' }>, isKeyed: boolean) {
  return found.kind === 'contact_not_found' && !isKeyed
    ? { kind: 'keys_incomplete' as const }
    : found
}

interface NewErasure {
  readonly job: string
  readonly contacts: readonly string[]
  /** Whether everybody who is stored was keyed. */
  readonly isKeyed: boolean
  readonly ask: ErasureAsk
}

/** Stores an erasure with its job, and has its first step wait for its turn. */
export async function insertErasure(trx: Trx, workspace: string, made: NewErasure): Promise<void> {
  const { job, contacts, isKeyed, ask } = made
  await insertList(trx, workspace, job, { dryRun: ask.dryRun, lanes: ask.lanes }, true)
  await sql`
    insert into erasure (workspace_id, job_id, contact_ids, selector, scope, due_at,
                         keys_incomplete, keeps)
    select ${workspace}, ${job}, ${contacts}, ${ask.selector.kind}, ${ask.scope}, ${ask.dueAt},
           ${!isKeyed}, coalesce(array_agg(path order by path), '{}')
      from workspace_keep where workspace_id = ${workspace}`.execute(trx)
  const { requestedBy, reason } = ask
  const because = reason === undefined ? {} : { reason }
  await insertListJob(trx, workspace, job, { kind: 'erasure', requestedBy, ...because })
  await placeStep(trx, workspace, job)
}
