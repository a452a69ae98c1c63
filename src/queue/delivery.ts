import type { ChunkOrStep } from '../database/wakeup-table.ts'
import { isRecord } from '../is-record.ts'
import { isWorkspaceId } from '../request/workspace-id.ts'

/**
 * The data of one BullMQ job. It names a workspace and jobs and carries nothing else: what to do
 * is read from Postgres, so a delivery that is lost, repeated or made up changes no outcome.
 */
export interface Delivery {
  readonly v: 1
  /** A claim: the worker sets this workspace and reads under it; what it can't find is dropped. */
  readonly w: string
  readonly jobs: readonly string[]
}

/** One chunk, or the next step, of a bulk or erasure job. */
export interface ChunkDelivery {
  readonly v: 1
  readonly w: string
  readonly job: string
  readonly chunk: ChunkOrStep
}

/** The data of the BullMQ job that names it. */
export type ChunkData = Omit<ChunkDelivery, 'chunk'> & { readonly chunk: number }

/** What stands for a step in a delivery's data, where those of other versions are read, too. */
const STEP_IN_DATA = -1

export function chunkData(workspace: string, job: string, chunk: ChunkOrStep): ChunkData {
  return { v: 1, w: workspace, job, chunk: chunk === 'step' ? STEP_IN_DATA : chunk }
}

/** A BullMQ job's name tells a first delivery from one by the dispatcher. */
export const DELIVERY_NAME = { first: 'deliver', again: 'redeliver' } as const

/** The most jobs one delivery names. */
export const MOST_JOBS_A_DELIVERY = 1_000

const JOB_ID = /^[A-Za-z0-9._:-]{1,64}$/

/** Whether a BullMQ job claims to be a delivery, of whatever version; else it is a raw job. */
export function isDelivery(data: unknown): boolean {
  return isRecord(data) && Object.hasOwn(data, 'v')
}

/**
 * Reads a BullMQ job's data as a delivery.
 *
 * @returns undefined for anything else, an unknown `v` included: such a delivery ends without
 *   effect, and the wakeups bring its jobs back
 */
export function parseDelivery(data: unknown): Delivery | undefined {
  if (!isRecord(data)) return undefined
  const { v, w, jobs } = data
  if (v !== 1 || typeof w !== 'string' || !isWorkspaceId(w)) return undefined
  if (!Array.isArray(jobs) || jobs.length > MOST_JOBS_A_DELIVERY) return undefined
  // An id that no job can have must not take the thousand others in its delivery with it.
  return { v, w, jobs: jobs.filter(isJobId) }
}

/** Reads a BullMQ job's data as the delivery of a chunk; undefined for anything else. */
export function parseChunkDelivery(data: unknown): ChunkDelivery | undefined {
  if (!isRecord(data)) return undefined
  const { v, w, job, chunk } = data
  if (v !== 1 || typeof w !== 'string' || !isWorkspaceId(w) || !isJobId(job)) return undefined
  if (chunk === STEP_IN_DATA) return { v, w, job, chunk: 'step' }
  return isChunk(chunk) ? { v, w, job, chunk } : undefined
}

function isChunk(value: unknown): value is number {
  const number = Number(value)
  return Number.isInteger(value) && number > 0 && number < 2 ** 31
}

function isJobId(value: unknown): value is string {
  return typeof value === 'string' && JOB_ID.test(value)
}
