import type { Db } from '../database/connection.ts'
import type { Pepper } from '../database/pepper.ts'
import { acceptErasure, type AcceptedErasure, type ErasureAsk } from '../erasure/accept-erasure.ts'
import { acceptFix, type Fix } from '../erasure/accept-fix.ts'
import { demandPepper } from '../erasure/demand-pepper.ts'
import { startPlanned, type RunBy } from '../erasure/start-planned.ts'
import type { Item } from '../items/item.ts'
import { acceptList, type AcceptedList, type ListAsk } from '../bulk/accept-list.ts'
import { addItems, MOST_ITEMS_A_BATCH } from '../bulk/add-items.ts'
import { dropList } from '../bulk/drop-list.ts'
import { keepList } from '../bulk/keep-list.ts'
import { openList } from '../bulk/open-list.ts'
import type { StartedRun } from '../bulk/start-run.ts'
import { takeTurns } from '../bulk/turns.ts'
import type { Logger } from '../logger.ts'
import { deliverTurns } from '../queue/deliver-turns.ts'
import type { DeliveryQueue } from '../queue/open-delivery-queue.ts'
import { inSpan } from '../traces/in-span.ts'
import { keyedRequest } from './keyed-request.ts'

/** A list and who asks for it. */
export interface ListRequest {
  readonly items: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>
  readonly dryRun: boolean
  /** Asked for once all items have come: a fingerprint is known only then. */
  readonly ask: () => ListAsk
}

export type ListAnswer =
  /** `isNew`: this request made the job; else an equal one did before. */
  | { readonly kind: 'accepted'; readonly job: string; readonly isNew: boolean }
  /** The key belongs to another request. */
  | { readonly kind: 'key_reused' }
  /** The list had no item; there is no job. */
  | { readonly kind: 'nothing_to_redact' }

/** The one way in for a list of redactions, whichever door it came through. */
export interface ListDoor {
  /**
   * Accepts a list of any length, in batches that nobody sees before the last one. If its source
   * fails, or nothing comes of it, it is dropped.
   *
   * @throws UnknownWorkspace, DroppedList, TokenRefused, and whatever the source throws
   */
  accept(workspace: string, request: ListRequest): Promise<ListAnswer>
  /**
   * Runs a planned job, an erasure as well.
   *
   * @throws StartError when an erasure is run without the pepper; TokenRefused
   */
  run(workspace: string, job: string, by?: RunBy): Promise<StartedRun>
  /**
   * Accepts the erasure of a contact.
   *
   * @throws UnknownWorkspace, TokenRefused; StartError without the pepper
   */
  erase(workspace: string, ask: Omit<ErasureAsk, 'lanes'>): Promise<AcceptedErasure>
  /**
   * Accepts that what a recheck found is erased.
   *
   * @returns the job
   * @throws StartError without the pepper
   */
  fix(workspace: string, fix: Omit<Fix, 'lanes'>): Promise<string>
}

export interface ListDoorDeps {
  readonly db: Db
  /** Where chunks go. */
  readonly queue: DeliveryQueue
  readonly logger: Logger
  /** Without it nobody can be erased. */
  readonly pepper?: Pepper | undefined
}

/** Milliseconds; much less than what makes a list count as left behind. */
const KEEP_EVERY = 30_000

/**
 * @param lanes chunks of one job that may be on their way at a time
 * @param keepEvery milliseconds between two signs that a slow list is still being received
 */
export function openListDoor(
  { db, queue, logger, pepper }: ListDoorDeps,
  lanes: number,
  keepEvery = KEEP_EVERY,
): ListDoor {
  const deliver = deliverTo({ db, queue, logger }, lanes)

  return {
    async accept(workspace, request) {
      const list = await openList(db, workspace, { dryRun: request.dryRun, lanes })
      let received: AcceptedList | { kind: 'empty' } | undefined
      try {
        received = await receive({ db, workspace, list }, request, keepEvery)
      } finally {
        if (received?.kind !== 'accepted') await leave(db, workspace, list, logger)
      }
      if (received.kind === 'accepted') await deliver(workspace, list, received.chunks)
      return answerOf(list, received)
    },
    async run(workspace, job, by) {
      const started = await startPlanned(db, workspace, job, { pepper, ...by })
      if (started.kind === 'started') await deliver(workspace, job, started.chunks)
      return started
    },
    async erase(workspace, ask) {
      const secret = demandPepper(pepper)
      const wanted = { ...keyedRequest(ask, secret), lanes }
      const span = { name: 'accept erasure', attributes: { 'unsaid.workspace': workspace } }
      const accepted = await inSpan(span, () => acceptErasure(db, workspace, wanted, secret))
      if (accepted.kind === 'accepted' && accepted.isNew) {
        await deliver(workspace, accepted.job, [])
      }
      return accepted
    },
    async fix(workspace, fix) {
      const job = await acceptFix(db, workspace, { ...fix, lanes }, demandPepper(pepper))
      await deliver(workspace, job, [])
      return job
    },
  }
}

interface OpenedList {
  readonly db: Db
  readonly workspace: string
  readonly list: string
}

async function receive(opened: OpenedList, { items, ask }: ListRequest, keepEvery: number) {
  const { db, workspace, list } = opened
  const count = await keepList(opened, keepEvery, () => store(db, workspace, list, items))
  if (count === 0) return { kind: 'empty' as const }
  const attributes = { 'unsaid.workspace': workspace, 'unsaid.job': list, 'unsaid.items': count }
  return inSpan({ name: 'accept list', attributes }, () => acceptList(db, workspace, list, ask()))
}

/** Of a job that has to wait for its turn nothing is delivered, unless a lane was left empty meanwhile. */
function deliverTo({ db, queue, logger }: ListDoorDeps, lanes: number) {
  return async (workspace: string, job: string, chunks: readonly number[]): Promise<void> => {
    try {
      if (chunks.length > 0) return await queue.deliverChunks({ workspace, job }, chunks)
      await deliverTurns(queue, workspace, await takeTurns(db, workspace, lanes))
    } catch (err) {
      logger.warn(
        { workspace, job, err },
        'the queue is away; the job is delivered once it is back',
      )
    }
  }
}

function answerOf(list: string, received: AcceptedList | { kind: 'empty' }): ListAnswer {
  switch (received.kind) {
    case 'accepted':
      return { kind: 'accepted', job: list, isNew: true }
    case 'same':
      return { kind: 'accepted', job: received.job, isNew: false }
    case 'empty':
      return { kind: 'nothing_to_redact' }
    case 'key_reused':
      return { kind: 'key_reused' }
  }
}

/** @returns how many items there were */
async function store(
  db: Db,
  workspace: string,
  list: string,
  batches: ListRequest['items'],
): Promise<number> {
  let count = 0
  let waiting: Item[] = []
  const flush = async (least: number) => {
    while (waiting.length >= Math.max(least, 1)) {
      const some = waiting.slice(0, MOST_ITEMS_A_BATCH)
      waiting = waiting.slice(MOST_ITEMS_A_BATCH)
      await addItems(db, workspace, list, count, some)
      count += some.length
    }
  }
  for await (const batch of batches) {
    waiting.push(...batch)
    await flush(MOST_ITEMS_A_BATCH)
  }
  await flush(1)
  return count
}

/** What could not be dropped now is dropped by the upkeep, after a while. */
async function leave(db: Db, workspace: string, list: string, logger: Logger): Promise<void> {
  await dropList(db, workspace, list).catch((err: unknown) => {
    logger.warn({ workspace, list, err }, 'a list that was not accepted will be dropped later')
  })
}
