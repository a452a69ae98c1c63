import { availableParallelism } from 'node:os'
import { alternate, compare, ONE_SETTING, type Contender } from './alternate.ts'
import { checkList, checkRows } from './check-list.ts'
import { chooseTargets, type PartTarget } from './choose-targets.ts'
import { NOT_THERE, untilEnded, type Call, type ListJob } from './list-job.ts'
import { REDIS_FIRST, type Measurement, type MeasureOptions } from './measurement.ts'
import { oneStatement, type StatementKind } from './one-statement.ts'
import { openListApi } from './open-list-api.ts'
import { startUnsaidWorker } from './plain-processes.ts'
import { NOTHING, type Findings, type Result } from './result.ts'
import type { Scene } from './scene.ts'
import type { Shape } from './seed-messages.ts'
import type { Stage } from './stage.ts'
import { withScene } from './with-scene.ts'

/** A job of many items, and how it is accepted. */
export interface ListKind {
  readonly id: string
  readonly n: number
  /** The other side. */
  readonly statement: StatementKind
  shape(n: number): Shape
  /** @returns undefined while there is no such route */
  post(call: Call, targets: readonly PartTarget[]): Promise<ListJob | undefined>
}

/** Without one nobody can be erased. */
export const PEPPER = { UNSAID_PEPPER: 'the pepper of no real database!!' }

/** Measures a list job, with one lane and with as many as there are cores, against one statement. */
export function listMeasurement(kind: ListKind): Measurement {
  return {
    ids: [kind.id],
    n: kind.n,
    backends: REDIS_FIRST,
    measure: (stage, options) => measureList(stage, options, kind),
  }
}

async function measureList(
  stage: Stage,
  options: MeasureOptions,
  kind: ListKind,
): Promise<Findings> {
  const { backend, n, rounds } = options
  if (!(await isThere(stage, options, kind))) {
    return { ...NOTHING, missing: [{ id: kind.id, why: NOT_THERE }] }
  }
  const statement = statementSide(stage, options, kind)
  const lanes = [...new Set([1, availableParallelism()])]
  const ours = lanes.map((count) => ({ count, side: ourSide(stage, options, kind, count) }))
  const sides = [...ours.map(({ side }) => side), statement]
  const measured = await alternate(sides, rounds, stage.say)
  const results = ours.map(({ count, side }): Result => {
    const figure = { id: kind.id, backend, lanes: count, n, unit: 'items/s' }
    return { ...figure, better: 'higher', ...compare(measured, side, [statement], 'higher') }
  })
  return { ...NOTHING, results }
}

function isThere(stage: Stage, { backend }: MeasureOptions, kind: ListKind): Promise<boolean> {
  const shape = kind.shape(1)
  return withScene(stage, { shape, backend }, async (scene) => {
    const call = await openListApi(scene, PEPPER)
    return (await kind.post(call, chooseTargets(1, shape))) !== undefined
  })
}

function ourSide(
  stage: Stage,
  { backend, n }: MeasureOptions,
  kind: ListKind,
  lanes: number,
): Contender {
  const shape = kind.shape(n)
  const run = async (scene: Scene) => {
    // Who accepts a job says how many of its chunks may be on their way, who runs it how many run.
    const env = { UNSAID_LANES: String(lanes), ...PEPPER }
    const worker = await startUnsaidWorker(scene, env)
    const call = await openListApi(scene, env)
    const accepted = await kind.post(call, chooseTargets(n, shape))
    if (!accepted) throw new Error('the route went away')
    const start = performance.now()
    const ended = await untilEnded(call, accepted.id)
    const seconds = (performance.now() - start) / 1_000
    await worker.stop()
    await checkList(scene, ended, { job: n, all: n })
    return n / seconds
  }
  const name = lanes === 1 ? 'Unsaid, one lane' : `Unsaid, ${lanes} lanes`
  return { name, settings: ONE_SETTING, run: () => withScene(stage, { shape, backend }, run) }
}

function statementSide(stage: Stage, { backend, n }: MeasureOptions, kind: ListKind): Contender {
  const shape = kind.shape(n)
  const run = async (scene: Scene) => {
    const seconds = await oneStatement(scene, kind.statement, chooseTargets(n, shape))
    await checkRows(scene, 'one statement', n)
    return n / seconds
  }
  const name = 'one statement'
  return { name, settings: ONE_SETTING, run: () => withScene(stage, { shape, backend }, run) }
}
