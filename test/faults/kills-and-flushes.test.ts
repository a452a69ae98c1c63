import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { seededRandom, type SeededRandom } from '../scene/seeded-random.ts'
import { stopWorkers } from './stop-workers.ts'
import { storeConversations, type Stock } from '../scene/stored-conversations.ts'
import type { WorkerProcess } from '../scene/worker-process.ts'
import { atScale } from '../scene/at-scale.ts'

const KILLS = atScale({ small: 2, full: 10 })
const REQUESTS = KILLS * 250
/** Rounds after whose kill Redis is emptied, and requests that wait in it then. */
const FLUSHES = atScale({ small: [1], full: [3, 7] })
const FLUSHED = 50

describeBackends(`${REQUESTS} requests while workers are killed`, (kind) => {
  test('end once each, and rows, outcomes and ledger agree', { timeout: 180_000 }, async () => {
    const opened = await openQueueScene(kind)
    const workers = [opened.startWorker(), opened.startWorker()]
    const scene: Scene = { ...opened, workers, landed: { kills: 0, flushes: 0 } }
    const random = seededRandom(`kills and flushes on ${kind}`)
    const stock = await storeConversations(scene.database.db, {
      conversations: KILLS * 40,
      parts: 6,
    })

    const accepted = await acceptWhileKilling(scene, stock, random)
    const drained = Date.now()
    await pollUntil(
      () => unsettled(scene.database),
      (left) => left === 0,
      { within: 90_000 },
    )
    await stopWorkers(workers)
    const { kills, flushes } = scene.landed
    process.stdout.write(
      `${kind}: ${kills} kills and ${flushes} flushes landed, ` +
        `all settled ${Date.now() - drained} ms after the last request\n`,
    )
    expect({ kills, flushes }).toEqual({
      kills: KILLS,
      flushes: kind === 'redis' ? FLUSHES.length : 0,
    })
    expect(new Set(accepted).size).toBe(REQUESTS)
    expect(await endedJobs(scene.database, accepted)).toBe(REQUESTS)
    expect(await disagreements(scene.database)).toEqual(NONE)
    expect(await untouchedTargets(scene.database)).toBeGreaterThan(0)
  })
})

interface Scene extends QueueScene {
  readonly workers: WorkerProcess[]
  readonly landed: { kills: number; flushes: number }
}

/** A burst of requests a round; in the middle of it a worker dies and another takes its place. */
async function acceptWhileKilling(scene: Scene, stock: Stock, random: SeededRandom) {
  const accepted: string[] = []
  for (let round = 0; round < KILLS; round++) {
    await Promise.all(scene.workers.map((worker) => worker.ready))
    const ask = () => acceptOne(scene, pickRequest(stock, random))
    const flushed = FLUSHES.includes(round) ? FLUSHED : 0
    const burst = Array.from({ length: REQUESTS / KILLS - flushed - 1 }, ask)
    await Promise.all(burst.slice(0, random.below(burst.length)))
    accepted.push(await killOne(scene, random, ask))
    if (flushed > 0) accepted.push(...(await flushAround(scene, flushed, ask)))
    accepted.push(...(await Promise.all(burst)))
  }
  return accepted
}

async function acceptOne({ accept }: Scene, request: RedactionRequest): Promise<string> {
  const { job } = await accept(request)
  return job
}

/**
 * A kill counts when it ends a process that takes jobs while there are jobs to take: one more is
 * asked for while no worker moves, since they may have done the others already.
 */
async function killOne(
  scene: Scene,
  random: SeededRandom,
  ask: () => Promise<string>,
): Promise<string> {
  const at = random.below(scene.workers.length)
  const victim = scene.workers[at]!
  for (const worker of scene.workers) worker.kill('SIGSTOP')
  const accepted = await ask()
  const busy = (await unsettled(scene.database)) > 0
  victim.kill('SIGKILL')
  const { signal } = await victim.exited
  if (signal === 'SIGKILL' && busy) scene.landed.kills += 1
  scene.workers[at] = scene.startWorker()
  for (const worker of scene.workers) worker.kill('SIGCONT')
  return accepted
}

/** While requests wait in the queue, since no worker moves. A flush counts when it takes some away. */
async function flushAround(
  { redis, database, landed, workers }: Scene,
  requests: number,
  ask: () => Promise<string>,
): Promise<string[]> {
  for (const worker of workers) worker.kill('SIGSTOP')
  const accepted = await Promise.all(Array.from({ length: requests }, ask))
  const waiting = await unsettled(database)
  await redis?.flush()
  if (redis && waiting >= requests) landed.flushes += 1
  for (const worker of workers) worker.kill('SIGCONT')
  return accepted
}

/** Sources, parts, what the rules refuse and what does not exist; a third of it twice or more. */
function pickRequest(stock: Stock, random: SeededRandom): RedactionRequest {
  const dice = random.next()
  if (dice < 0.1) return random.pick(stock.ineligible)
  if (dice < 0.15) return unknown(random)
  return random.pick(dice < 0.3 ? stock.sources : stock.parts)
}

function unknown(random: SeededRandom): RedactionRequest {
  const conversationId = `c${random.below(800)}`
  return { type: 'conversation_part', conversationId, conversationPartId: 'p-unknown' }
}

async function unsettled({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select (select count(*) from job where outcome is null)::int
         + (select count(*) from job_start)::int as left`.execute(admin)
  return rows[0]!.left
}

async function endedJobs({ admin }: TestDatabase, accepted: readonly string[]): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select count(*)::int as ended from job
     where id = any(${accepted}::text[]) and outcome is not null`.execute(admin)
  return rows[0]!.ended
}

async function untouchedTargets({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ untouched: number }>`
    select count(*)::int as untouched from conversation_part
     where redacted_at is null and body is not null`.execute(admin)
  return rows[0]!.untouched
}
