import { availableParallelism } from 'node:os'
import { alternate, compare, ONE_SETTING, type Contender } from '../alternate.ts'
import { PEPPER } from '../list-measurement.ts'
import { REDIS_FIRST, type Measurement, type MeasureOptions } from '../measurement.ts'
import { openListApi } from '../open-list-api.ts'
import { startUnsaidWorker } from '../plain-processes.ts'
import { NOTHING, type Findings, type Result } from '../result.ts'
import type { Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { runByHand } from './by-hand/run-by-hand.ts'
import { openCheck, type EffectCheck } from './check-mapped.ts'
import { MAPPED_SYSTEMS, type MappedSystem } from './mapped-system.ts'
import { mappedWork, type MappedWork } from './mapped-work.ts'
import { PROFILED, sayStatements } from './say-statements.ts'
import { seedMapped, type Seeded } from './seed-mapped.ts'

/**
 * M1 and M3: a list of redactions, and erasures of people, in the tables of another system, against
 * one transaction with a hand-written statement for each table. `n` is how many messages there are.
 */
export const MAPPED: readonly Measurement[] = MAPPED_SYSTEMS.map((system) => ({
  ids: [system.id],
  n: 100_000,
  backends: REDIS_FIRST,
  measure: (stage, options) => measureMapped(stage, options, system),
}))

interface Measuring {
  readonly stage: Stage
  readonly options: MeasureOptions
  readonly system: MappedSystem
  readonly stored: string
  readonly seeded: Seeded
  readonly effects: EffectCheck
}

async function measureMapped(
  stage: Stage,
  options: MeasureOptions,
  system: MappedSystem,
): Promise<Findings> {
  const stored = `bench_${system.system}_${options.n}`
  let seeded: Seeded | undefined
  stage.say(`  storing ${options.n} messages of ${system.system}`)
  await stage.store(stored, async (urls) => {
    seeded = await seedMapped(urls, system.system, options.n)
  })
  if (!seeded) throw new Error('nothing was stored')
  const untouched = await stage.copy(stored, options.backend)
  const effects = await openCheck(untouched, system, stage.say)
  await untouched.close()
  const measuring = { stage, options, system, stored, seeded, effects }
  const results: Result[] = []
  for (const work of mappedWork(seeded)) results.push(...(await measureWork(measuring, work)))
  return { ...NOTHING, results }
}

async function measureWork(measuring: Measuring, work: MappedWork): Promise<Result[]> {
  const { stage, options, system } = measuring
  const other = sideByHand(measuring, work)
  const lanes = [...new Set([1, availableParallelism()])]
  const ours = lanes.map((count) => ({ count, side: ourSide(measuring, work, count) }))
  const measured = await alternate(
    [...ours.map(({ side }) => side), other],
    options.rounds,
    stage.say,
  )
  return ours.map(({ count, side }): Result => {
    const id = `${system.id} ${work.name}`
    const figure = { id, backend: options.backend, lanes: count, n: work.n, unit: 'rows/s' }
    return { ...figure, better: 'higher', ...compare(measured, side, [other], 'higher') }
  })
}

function ourSide(measuring: Measuring, work: MappedWork, lanes: number): Contender {
  const { stage, seeded, effects } = measuring
  const name = `Unsaid, ${work.name}, ${lanes === 1 ? 'one lane' : `${lanes} lanes`}`
  const run = async (scene: Scene) => {
    const env = { UNSAID_LANES: String(lanes), ...PEPPER }
    const worker = await startUnsaidWorker(scene, stage.profile ? { ...env, ...PROFILED } : env)
    const call = await openListApi(scene, env, seeded.workspace)
    const start = performance.now()
    await work.ask(call)
    const seconds = (performance.now() - start) / 1_000
    const lines = await worker.stop()
    if (stage.profile) sayStatements(stage.say, lines)
    return (await effects.check(scene, name, work)) / seconds
  }
  return { name, settings: ONE_SETTING, run: () => inCopy(measuring, run) }
}

function sideByHand(measuring: Measuring, work: MappedWork): Contender {
  const { stage, system, effects } = measuring
  const name = `by hand, ${work.name}`
  const run = async (scene: Scene) => {
    const { seconds, told } = await runByHand(scene, work.byHand(system.byHand))
    if (stage.profile) for (const line of told) stage.say(line)
    return (await effects.check(scene, name, work)) / seconds
  }
  return { name, settings: ONE_SETTING, run: () => inCopy(measuring, run) }
}

async function inCopy(
  { stage, options, stored }: Measuring,
  measure: (scene: Scene) => Promise<number>,
): Promise<number> {
  const scene = await stage.copy(stored, options.backend)
  try {
    return await measure(scene)
  } finally {
    await scene.close()
  }
}
