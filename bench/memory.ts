import { setTimeout as pause } from 'node:timers/promises'
import { round3 } from './alternate.ts'
import { checkList } from './check-list.ts'
import { chooseTargets } from './choose-targets.ts'
import { NOT_THERE, postItems, untilEnded } from './list-job.ts'
import { REDIS_FIRST, type Measurement } from './measurement.ts'
import { openListApi } from './open-list-api.ts'
import { startUnsaidWorker } from './plain-processes.ts'
import { watchMemory } from './process-memory.ts'
import { NOTHING } from './result.ts'
import type { Scene } from './scene.ts'
import { shapeFor, type Shape } from './seed-messages.ts'
import { withScene } from './with-scene.ts'

const WARM_UP = 1_000

/** Milliseconds after the warm-up job; then memory counts as at rest. */
const REST = 10_000

/**
 * P6: the highest memory of each process during a bulk job of n items, less its memory 10 s after
 * a warm-up job. Nothing to compare it with: it has a limit.
 */
export const MEMORY: Measurement = {
  ids: ['P6'],
  n: 1_000_000,
  backends: REDIS_FIRST,
  async measure(stage, { backend, n }) {
    const shape = shapeFor(n + WARM_UP, 10)
    const growth = await withScene(stage, { shape, backend }, (scene) => grow(scene, shape, n))
    if (!growth) return { ...NOTHING, missing: [{ id: 'P6', why: NOT_THERE }] }
    const figures = Object.values(growth).map(round3)
    const round = { ours: Math.max(...figures), other: null, ratio: null }
    const ours = Object.keys(growth).map((name, at) => `${name} +${figures[at]} MB`)
    const figure = { id: 'P6', backend, lanes: null, better: 'lower', unit: 'MB', n } as const
    const sides = { ours: ours.join(', '), other: '' }
    return { ...NOTHING, results: [{ ...figure, ...round, sides, rounds: [round] }] }
  },
}

/** @returns megabytes by process; undefined while there is no such route */
async function grow(
  scene: Scene,
  shape: Shape,
  n: number,
): Promise<Record<string, number> | undefined> {
  const targets = chooseTargets(n + WARM_UP, shape)
  const worker = await startUnsaidWorker(scene)
  const api = await openListApi(scene)
  const warmUp = await postItems(api, targets.slice(0, WARM_UP))
  if (!warmUp) return undefined
  await untilEnded(api, warmUp.id)

  const watches = [api, worker].map(({ pid }) => watchMemory(pid))
  try {
    await pause(REST)
    const rest = watches.map((watch) => watch.rest())
    const job = await postItems(api, targets.slice(WARM_UP))
    if (!job) throw new Error('the route went away')
    const ended = await untilEnded(api, job.id)
    const [apiGrowth, workerGrowth] = watches.map((watch, at) => watch.peak() - rest[at]!)
    // Who is watched must not be gone.
    for (const watch of watches) watch.close()
    await worker.stop()
    await checkList(scene, ended, { job: n, all: n + WARM_UP })
    return { API: apiGrowth!, worker: workerGrowth! }
  } finally {
    for (const watch of watches) watch.close()
  }
}
