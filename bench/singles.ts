import { openUnsaid } from '../src/library/open-unsaid.ts'
import { alternate, compare, type Contender, type Setting } from './alternate.ts'
import { checkEffects } from './check-effects.ts'
import { chooseTargets, type PartTarget } from './choose-targets.ts'
import { openGraphileProducer } from './graphile-producer.ts'
import { hotShare } from './hot-share.ts'
import { inFlight } from './in-flight.ts'
import { REDIS_FIRST, type Measurement, type MeasureOptions } from './measurement.ts'
import { openPlainQueue } from './plain-queue.ts'
import {
  startGraphileProcess,
  startPlainProcess,
  startUnsaidWorker,
  stopCounted,
} from './plain-processes.ts'
import type { HotShare } from './result.ts'
import type { Scene } from './scene.ts'
import { shapeFor } from './seed-messages.ts'
import type { Stage } from './stage.ts'
import { whenDrained, whenGraphileDrained, whenNothingPends } from './when-drained.ts'
import { withScene } from './with-scene.ts'

const IN_FLIGHT = [100, 500, 2_000]

/** Tried in one round each on four busy cores, where 16 and 64 looked slower: not tuned yet. */
const TRANSACTIONS_AT_ONCE = 32

const NO_OPS_AT_ONCE = 500

/**
 * P2 and P7: n single requests, first call to last stored outcome, one producer and one worker
 * process; against plain queueing of no work at all, and against one transaction for each job.
 */
export const SINGLES: Measurement = {
  ids: ['P2', 'P7'],
  n: 20_000,
  backends: REDIS_FIRST,
  async measure(stage, options) {
    const { backend, n, ids, rounds } = options
    const hot: HotShare[] = []
    const ours = contender(stage, options, 'Unsaid', redactSingles(n, hot, ids[0]!))
    const others = {
      P2: [contender(stage, options, 'BullMQ, no work', addSingles(n, 'nothing'))],
      P7: [
        contender(stage, options, 'BullMQ, a transaction each', addSingles(n, 'insert')),
        contender(stage, options, 'graphile-worker, a transaction each', graphileSingles(n)),
      ],
    }
    const asked = (['P2', 'P7'] as const).filter((id) => ids.includes(id))
    const sides = [ours, ...asked.flatMap((id) => others[id])]
    const measured = await alternate(sides, rounds, stage.say)
    const results = asked.map((id) => ({
      ...{ id, backend, lanes: null, better: 'higher' as const, unit: 'jobs/s', n },
      ...compare(measured, ours, others[id], 'higher'),
    }))
    return { results, hot: hot.slice(-1), missing: [] }
  },
}

type Run = (scene: Scene, targets: readonly PartTarget[], atOnce: number) => Promise<number>

function contender(
  stage: Stage,
  { backend, n }: MeasureOptions,
  name: string,
  run: Run,
): Contender {
  const shape = shapeFor(n, 10)
  const targets = chooseTargets(n, shape)
  return {
    name,
    settings: settingsFor(n),
    run: ({ value }) => withScene(stage, { shape, backend }, (scene) => run(scene, targets, value)),
  }
}

/** More in flight than there are requests is the same as all of them. */
function settingsFor(n: number): Setting[] {
  const values = IN_FLIGHT.filter((value, at) => at === 0 || value <= n)
  return values.map((value) => ({ value, label: `${value} in flight` }))
}

function redactSingles(n: number, hot: HotShare[], id: string): Run {
  return async (scene, targets, atOnce) => {
    const worker = await startUnsaidWorker(scene)
    const unsaid = await openUnsaid({
      databaseUrl: scene.unsaidUrl,
      directDatabaseUrl: scene.url,
      redisUrl: scene.redisUrl ?? '',
    })
    try {
      const start = performance.now()
      await inFlight(atOnce, n, (nth) => unsaid.redact(targets[nth]!))
      await whenNothingPends(scene)
      const rate = rateOf(n, start)
      await worker.stop()
      hot.push(await hotShare(scene, id, n))
      await checkEffects(scene, 'Unsaid', n)
      return rate
    } finally {
      await unsaid.close()
    }
  }
}

function addSingles(n: number, work: 'nothing' | 'insert'): Run {
  const concurrency = work === 'nothing' ? NO_OPS_AT_ONCE : TRANSACTIONS_AT_ONCE
  return async (scene, targets, atOnce) => {
    const worker = await startPlainProcess(scene, { work, concurrency })
    const queue = openPlainQueue(scene)
    try {
      await queue.waitUntilReady()
      const start = performance.now()
      await inFlight(atOnce, n, (nth) => queue.add('redact', targets[nth]))
      await whenDrained(queue)
      const rate = rateOf(n, start)
      await stopCounted(worker, 'BullMQ', n)
      if (work === 'insert') await checkEffects(scene, 'BullMQ', n)
      return rate
    } finally {
      await queue.close()
    }
  }
}

function graphileSingles(n: number): Run {
  return async (scene, targets, atOnce) => {
    const producer = await openGraphileProducer(scene.ownerUrl)
    try {
      const worker = await startGraphileProcess(scene, TRANSACTIONS_AT_ONCE)
      const start = performance.now()
      await inFlight(atOnce, n, (nth) => producer.add(targets[nth]!))
      await whenGraphileDrained(scene)
      const rate = rateOf(n, start)
      await stopCounted(worker, 'graphile-worker', n)
      await checkEffects(scene, 'graphile-worker', n)
      return rate
    } finally {
      await producer.close()
    }
  }
}

const rateOf = (n: number, start: number) => n / ((performance.now() - start) / 1_000)
