import { v7 as uuidv7 } from 'uuid'
import { readConversation } from '../src/redact/read-conversation.ts'
import { PLACEHOLDER } from '../src/conversation/placeholder.ts'
import { alternate, compare, middleOf, ONE_SETTING, type Contender } from './alternate.ts'
import { authorizationFor } from './authorization-for.ts'
import { checkEffects } from './check-effects.ts'
import { chooseTargets, type PartTarget } from './choose-targets.ts'
import { openCaller, requestBytes } from './keep-alive-caller.ts'
import type { Measurement, MeasureOptions } from './measurement.ts'
import { openPlainQueue } from './plain-queue.ts'
import {
  startPlainProcess,
  startUnsaidApi,
  startUnsaidWorker,
  stopCounted,
} from './plain-processes.ts'
import type { Scene } from './scene.ts'
import { shapeFor } from './seed-messages.ts'
import type { Stage } from './stage.ts'
import { withScene } from './with-scene.ts'
import { WrongRound } from './wrong-round.ts'

const PARTS = 20

/** Requests before the timed ones: connections open, code compiled. */
const WARM_UP = 100

/** Does one redaction and waits for its reply: the conversation, as bytes. */
type Redact = (target: PartTarget) => Promise<Buffer>

/**
 * P5: p50 of `POST /conversations/redact`, one keep-alive caller, API and worker in two processes;
 * against the floor: the same steps, durable and through the queue, without HTTP or rules.
 */
export const ONE_CALLER: Measurement = {
  ids: ['P5'],
  n: 1_000,
  backends: { designed: ['redis', 'postgres'], possible: ['redis', 'postgres'] },
  async measure(stage, options) {
    const { backend, n, rounds } = options
    const ours = contender(stage, options, 'Unsaid', withUnsaid)
    const floor = contender(stage, options, 'floor', withFloor)
    const measured = await alternate([ours, floor], rounds, stage.say)
    const figure = { id: 'P5', backend, lanes: null, better: 'lower', unit: 'ms p50', n } as const
    const results = [{ ...figure, ...compare(measured, ours, [floor], 'lower') }]
    return { results, hot: [], missing: [] }
  },
}

type WithSide = (
  scene: Scene,
  all: number,
  measure: (redact: Redact) => Promise<number>,
) => Promise<number>

function contender(
  stage: Stage,
  { backend, n }: MeasureOptions,
  name: string,
  withSide: WithSide,
): Contender {
  const all = n + WARM_UP
  const shape = shapeFor(all, PARTS)
  const targets = chooseTargets(all, shape)
  const measure = async (scene: Scene) => {
    const p50 = await withSide(scene, all, (redact) => medianOf(targets, redact))
    await checkEffects(scene, name, all)
    return p50
  }
  return { name, settings: ONE_SETTING, run: () => withScene(stage, { shape, backend }, measure) }
}

/** Milliseconds of the median request. Every reply must show its target redacted. */
async function medianOf(targets: readonly PartTarget[], redact: Redact): Promise<number> {
  const times: number[] = []
  for (const target of targets) {
    const start = performance.now()
    const reply = await redact(target)
    times.push(performance.now() - start)
    assertRedacted(reply, target)
  }
  return middleOf(times.slice(WARM_UP))
}

interface Reply {
  readonly conversation_parts: {
    readonly conversation_parts: readonly { readonly id: string; readonly body: string }[]
  }
}

function assertRedacted(reply: Buffer, { conversation_part_id: wanted }: PartTarget): void {
  const { conversation_parts: list } = JSON.parse(reply.toString()) as Reply
  const part = list.conversation_parts.find(({ id }) => id === wanted)
  if (list.conversation_parts.length !== PARTS || part?.body !== PLACEHOLDER) {
    throw new WrongRound('a reply does not show its target redacted')
  }
}

const withUnsaid: WithSide = async (scene, _all, measure) => {
  const worker = await startUnsaidWorker(scene)
  const api = await startUnsaidApi(scene)
  const headers = await authorizationFor(scene, ['redact:write', 'conversations:read'])
  const caller = await openCaller(api.told)
  try {
    const median = await measure(async (target) => {
      const typed = { ...headers, 'content-type': 'application/json' }
      const { status, body } = await caller.ask(
        requestBytes('POST /conversations/redact', typed, JSON.stringify(target)),
      )
      if (status !== 200) throw new WrongRound(`a reply has status ${status}`)
      return body
    })
    return median
  } finally {
    caller.close()
    await api.stop()
    await worker.stop()
  }
}

const CHANNEL = 'bench_done'

const withFloor: WithSide = async (scene, all, measure) => {
  const pool = scene.pool(1)
  const listener = await scene.pool(1).connect()
  const queue = openPlainQueue(scene)
  const options = { work: 'update', concurrency: 8, channel: CHANNEL } as const
  const worker = await startPlainProcess(scene, options)
  const ended = new Map<string, () => void>()
  listener.on('notification', ({ payload = '' }) => ended.get(payload)?.())
  await listener.query(`listen ${CHANNEL}`)
  try {
    const median = await measure(async (target) => {
      const job = uuidv7()
      const done = new Promise<void>((resolve) => ended.set(job, resolve))
      await pool.query(insertJob(job, target))
      await queue.add('redact', { ...target, job })
      await done
      ended.delete(job)
      const conversation = await readConversation(scene.db, 'default', target.conversation_id)
      return Buffer.from(JSON.stringify(conversation))
    })
    await stopCounted(worker, 'floor', all)
    return median
  } finally {
    listener.release(true)
    await queue.close()
  }
}

function insertJob(job: string, target: PartTarget) {
  return {
    name: 'insert',
    text: `insert into job (workspace_id, id, kind, type, conversation_id, target_id, requested_by)
           values ('default', $1, 'redaction', 'conversation_part', $2, $3, 'library')`,
    values: [job, target.conversation_id, target.conversation_part_id],
  }
}
