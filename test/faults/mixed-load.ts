import { setTimeout as pause } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { linesOf } from '../http/bulk-lists.ts'
import { bodyOf } from '../bulk/bodies.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import type { SeededRandom } from '../scene/seeded-random.ts'

/** Where a mixed load goes, and what it may take back. */
export interface MixedPlace {
  /** Of every API. */
  readonly addresses: readonly string[]
  readonly token: string
  readonly redisUrl: string
  readonly requests: readonly RedactionRequest[]
  /** Contacts to erase, each once. */
  readonly contacts: readonly string[]
}

/** What callers were told: each of it must have come true in the end. */
export interface Told {
  /** Jobs that were accepted. */
  readonly jobs: Set<string>
  /** Requests that were answered as done. */
  readonly redacted: RedactionRequest[]
  readonly erased: string[]
  /** Statuses of replies; 0: none came. */
  readonly replies: Record<string, number>
}

export interface MixedLoad {
  readonly told: Told
  /** Waits until no raw job stands in Redis alone: what is emptied then has lost nothing of anybody. */
  holdRaw(settled: (jobs: readonly string[]) => Promise<boolean>): Promise<() => void>
  /** Ends the callers, each after the answer that it waits for. */
  stop(): Promise<void>
}

const LIST = 200

/** Milliseconds between two calls of each kind. */
const EVERY = { single: 40, list: 4_000, erasure: 6_000, raw: 200 } as const

/** Singles that wait for their outcome and that don't, lists, erasures and raw jobs, all at once. */
export function startMixedLoad(place: MixedPlace, random: SeededRandom): MixedLoad {
  const told: Told = { jobs: new Set(), redacted: [], erased: [], replies: {} }
  const state = { isOver: false, rawHeld: false, raw: new Set<string>() }
  const call = callerOf(place, told, random)
  const contacts = [...place.contacts]
  const some = () => random.pick(place.requests)

  async function single(): Promise<void> {
    const request = some()
    const isAsync = random.next() < 0.5
    const headers = isAsync ? { prefer: 'respond-async' } : {}
    const reply = await call('/conversations/redact', JSON.stringify(bodyOf(request)), headers)
    if (reply.status === 202) told.jobs.add(reply.id)
    if (reply.status === 200) told.redacted.push(request)
  }

  async function list(): Promise<void> {
    const items = Array.from({ length: LIST }, () => bodyOf(some()))
    const headers = { 'content-type': 'application/x-ndjson' }
    const reply = await call('/redaction_jobs', linesOf(items), headers)
    if (reply.status === 202) told.jobs.add(reply.id)
  }

  async function erasure(): Promise<void> {
    const id = contacts.pop()
    if (id === undefined) return
    const reply = await call('/redaction_jobs', JSON.stringify({ contact: { id } }), {})
    if (reply.status !== 202) return
    told.jobs.add(reply.id)
    told.erased.push(id)
  }

  const producer = openProducer(place.redisUrl)
  async function raw(): Promise<void> {
    if (state.rawHeld) return
    const request_id = `raw-${String(random.below(2 ** 31))}`
    state.raw.add(request_id)
    await producer.add('redact', { request_id, ...bodyOf(some()) }, { removeOnComplete: true })
    told.jobs.add(request_id)
  }

  const lanes = Object.entries({ single, list, erasure, raw }).flatMap(([kind, once]) =>
    Array.from({ length: kind === 'single' ? 4 : 1 }, () =>
      repeat(once, EVERY[kind as keyof typeof EVERY], () => state.isOver),
    ),
  )
  return {
    told,
    async holdRaw(settled) {
      state.rawHeld = true
      while (!(await settled([...state.raw]))) await pause(100)
      state.raw.clear()
      return () => (state.rawHeld = false)
    },
    async stop() {
      state.isOver = true
      await Promise.all(lanes)
      await producer.close()
    },
  }
}

async function repeat(once: () => Promise<void>, every: number, isOver: () => boolean) {
  while (!isOver()) {
    await once()
    await pause(every)
  }
}

/** A producer that waits for its Redis, as programs with BullMQ's defaults do. */
function openProducer(url: string): Queue {
  const queue = new Queue('redactions', { connection: { url }, prefix: '{unsaid}' })
  queue.on('error', () => undefined)
  return queue
}

/** Asks until there is an answer that a retry would not change, under one key: at any API. */
function callerOf({ addresses, token }: MixedPlace, told: Told, random: SeededRandom) {
  return async (path: string, body: string, headers: Record<string, string>) => {
    const key = `key-${String(random.below(2 ** 31))}-${String(random.below(2 ** 31))}`
    for (;;) {
      const asked = await ask(random.pick(addresses) + path, body, {
        ...{ authorization: `Bearer ${token}`, 'idempotency-key': key },
        ...headers,
      })
      told.replies[asked.status] = (told.replies[asked.status] ?? 0) + 1
      if (asked.status > 0 && asked.status < 500 && asked.status !== 429) return asked
      await pause(250)
    }
  }
}

async function ask(url: string, body: string, headers: Record<string, string>) {
  try {
    const reply = await fetch(url, { method: 'POST', body, headers })
    const { id = '' } = (await reply.json()) as { id?: string }
    return { status: reply.status, id }
  } catch {
    return { status: 0, id: '' }
  }
}
