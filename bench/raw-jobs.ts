import { Redis } from 'ioredis'
import { alternate, compare, ONE_SETTING, type Contender } from './alternate.ts'
import { checkEffects } from './check-effects.ts'
import { chooseTargets, type PartTarget } from './choose-targets.ts'
import { hotShare } from './hot-share.ts'
import type { Measurement, MeasureOptions } from './measurement.ts'
import { openPlainQueue, type PlainQueue } from './plain-queue.ts'
import { startPlainProcess, startUnsaidWorker, stopCounted } from './plain-processes.ts'
import type { HotShare } from './result.ts'
import type { Scene } from './scene.ts'
import { shapeFor } from './seed-messages.ts'
import type { Stage } from './stage.ts'
import { whenDrained, whenNothingPends } from './when-drained.ts'
import { withScene } from './with-scene.ts'

const CONCURRENCIES = [100, 500, 2_000].map((value) => ({ value, label: `${value} at once` }))

/** Jobs added to the queue in one call, before anything is timed. */
const FILL = 2_000

/**
 * P1: n raw jobs wait on Redis; first claim to last stored outcome, one worker process; against as
 * many jobs without work, drained by a plain BullMQ worker at its best concurrency.
 */
export const RAW_JOBS: Measurement = {
  ids: ['P1'],
  n: 40_000,
  backends: { designed: ['redis'], possible: ['redis'] },
  async measure(stage, options) {
    const { backend, n, rounds } = options
    const hot: HotShare[] = []
    const ours = redactRaw(stage, options, hot)
    const other = drainNothing(stage, options)
    const measured = await alternate([ours, other], rounds, stage.say)
    const figure = { id: 'P1', backend, lanes: null, better: 'higher', unit: 'jobs/s', n } as const
    const results = [{ ...figure, ...compare(measured, ours, [other], 'higher') }]
    return { results, hot: hot.slice(-1), missing: [] }
  },
}

function redactRaw(stage: Stage, { backend, n }: MeasureOptions, hot: HotShare[]): Contender {
  const shape = shapeFor(n, 10)
  const targets = chooseTargets(n, shape)
  const drain = async (scene: Scene) => {
    const queue = openPlainQueue(scene, 'raw')
    try {
      await fill(queue, targets)
      const { worker, rate } = await timed(scene, queue, n, () => startUnsaidWorker(scene))
      await worker.stop()
      hot.push(await hotShare(scene, 'P1', n))
      await checkEffects(scene, 'Unsaid', n)
      return rate
    } finally {
      await queue.close()
    }
  }
  const run = () => withScene(stage, { shape, backend }, drain)
  return { name: 'Unsaid', settings: ONE_SETTING, run }
}

function drainNothing(stage: Stage, { backend, n }: MeasureOptions): Contender {
  const shape = shapeFor(n, 10)
  const targets = chooseTargets(n, shape)
  const drain = async (scene: Scene, concurrency: number) => {
    const queue = openPlainQueue(scene)
    try {
      await fill(queue, targets)
      const start = () => startPlainProcess(scene, { work: 'nothing', concurrency })
      const { worker, rate } = await timed(scene, queue, n, start)
      await stopCounted(worker, 'BullMQ', n)
      return rate
    } finally {
      await queue.close()
    }
  }
  return {
    name: 'BullMQ, no work',
    settings: CONCURRENCIES,
    run: ({ value }) => withScene(stage, { shape, backend }, (scene) => drain(scene, value)),
  }
}

async function fill(queue: PlainQueue, targets: readonly PartTarget[]): Promise<void> {
  for (let from = 0; from < targets.length; from += FILL) {
    const jobs = targets.slice(from, from + FILL).map((data) => ({ name: 'redact', data }))
    await queue.addBulk(jobs)
  }
}

async function timed<T>(scene: Scene, queue: PlainQueue, n: number, start: () => Promise<T>) {
  const claim = firstClaim(scene, queue)
  const worker = await start()
  const from = await claim
  await whenDrained(queue)
  await whenNothingPends(scene)
  return { worker, rate: n / ((Date.now() - from) / 1_000) }
}

/** Unix milliseconds, by the clock of this machine, at which a worker took the first job. */
async function firstClaim({ redisUrl = '' }: Scene, queue: PlainQueue): Promise<number> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const stream = `${queue.prefix}:${queue.name}:events`
  try {
    for (let last = '$'; ;) {
      const read = await redis.xread('BLOCK', 0, 'STREAMS', stream, last)
      for (const [id, fields] of read?.[0]?.[1] ?? []) {
        if (fields.includes('active')) return Number(id.split('-')[0])
        last = id
      }
    }
  } finally {
    redis.disconnect()
  }
}
