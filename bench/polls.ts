import { redactGroup } from '../src/redact/redact-group.ts'
import { acceptRedactions } from '../test/jobs/accept-redactions.ts'
import type { Scope } from '../src/access/access-token.ts'
import { alternate, compare, ONE_SETTING, type Contender } from './alternate.ts'
import { authorizationFor } from './authorization-for.ts'
import { checkEffects } from './check-effects.ts'
import { chooseTargets } from './choose-targets.ts'
import { inFlight } from './in-flight.ts'
import { openCaller, requestBytes, type KeepAliveCaller } from './keep-alive-caller.ts'
import type { Measurement, MeasureOptions } from './measurement.ts'
import { startUnsaidApi } from './plain-processes.ts'
import type { Scene } from './scene.ts'
import { shapeFor } from './seed-messages.ts'
import type { Stage } from './stage.ts'
import { withScene } from './with-scene.ts'
import { WrongRound } from './wrong-round.ts'

const CONNECTIONS = 50
const JOBS = 500
const PARTS = 20

/** Polls before the timed ones. */
const WARM_UP = 1_000

const SCOPES = {
  polls: ['jobs:read'],
  'polls with conversation': ['jobs:read', 'conversations:read'],
} as const satisfies Record<string, readonly Scope[]>

/**
 * Status polls per second of finished single jobs over 50 kept connections, without and with the
 * conversation; against a bare Fastify route that sends the same bytes after one indexed select.
 */
export const POLLS: Measurement = {
  ids: ['polls'],
  n: 20_000,
  backends: { designed: ['redis'], possible: ['redis', 'postgres'] },
  async measure(stage, options) {
    const { backend, n, rounds } = options
    const results = []
    for (const [id, scopes] of Object.entries(SCOPES)) {
      const ours = contender(stage, options, { name: 'Unsaid', scopes, isBare: false })
      const bare = contender(stage, options, { name: 'bare Fastify', scopes, isBare: true })
      const measured = await alternate([ours, bare], rounds, stage.say)
      const figure = { id, backend, lanes: null, better: 'higher', unit: 'polls/s', n } as const
      results.push({ ...figure, ...compare(measured, ours, [bare], 'higher') })
    }
    return { results, hot: [], missing: [] }
  },
}

interface Side {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly isBare: boolean
}

function contender(stage: Stage, { backend, n }: MeasureOptions, side: Side): Contender {
  const shape = shapeFor(JOBS, PARTS)
  const poll = async (scene: Scene) => {
    const jobs = await finishJobs(scene)
    const api = await startUnsaidApi(scene)
    const headers = await authorizationFor(scene, side.scopes)
    const replies = await fetchReplies(api.told, headers, jobs)
    if (!side.isBare) return rateOf(api.told, n, headers, replies)
    await api.stop()
    await storeReplies(scene, replies)
    const env = { DATABASE_URL: scene.url }
    const script = 'bench/bare-status.ts'
    const bare = await scene.start({ script, ready: /at (http:\S+)/, env })
    return rateOf(bare.told, n, headers, replies)
  }
  return {
    name: side.name,
    settings: ONE_SETTING,
    run: () => withScene(stage, { shape, backend }, poll),
  }
}

async function finishJobs(scene: Scene): Promise<string[]> {
  const targets = chooseTargets(JOBS, shapeFor(JOBS, PARTS))
  const asks = targets.map((target) => ({
    request: {
      type: target.type,
      conversationId: target.conversation_id,
      conversationPartId: target.conversation_part_id,
    },
    requestedBy: 'library',
  }))
  const jobs = await acceptRedactions(scene.db, 'default', asks)
  await redactGroup(scene.db, 'default', jobs)
  await checkEffects(scene, 'the polled jobs', JOBS)
  return jobs
}

type Replies = ReadonlyMap<string, Buffer>
type Headers = Readonly<Record<string, string>>

async function fetchReplies(address: string, headers: Headers, jobs: readonly string[]) {
  const caller = await openCaller(address)
  const replies = new Map<string, Buffer>()
  for (const job of jobs) {
    const { body } = await caller.ask(requestBytes(`GET /jobs/status/${job}`, headers))
    replies.set(job, body)
  }
  caller.close()
  return replies
}

/** A table as ours are: keyed by workspace, its rows behind forced row-level security. */
async function storeReplies({ admin }: Scene, replies: Replies): Promise<void> {
  await admin.query(`
    create table bench_reply (workspace_id text collate "C", id text collate "C", reply text,
      primary key (workspace_id, id));
    alter table bench_reply owner to unsaid_owner;
    alter table bench_reply enable row level security;
    alter table bench_reply force row level security;
    create policy own_workspace on bench_reply
      using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''));
    grant select on bench_reply to unsaid_app`)
  await admin.query(
    `insert into bench_reply select 'default', id, reply
       from unnest($1::text[], $2::text[]) as stored(id, reply)`,
    [[...replies.keys()], [...replies.values()].map(String)],
  )
  await admin.query('vacuum analyze bench_reply')
}

async function rateOf(address: string, n: number, headers: Headers, replies: Replies) {
  const polls = [...replies].map(([job, reply]) => ({
    request: requestBytes(`GET /jobs/status/${job}`, headers),
    reply,
  }))
  const callers = await Promise.all(Array.from({ length: CONNECTIONS }, () => openCaller(address)))
  const poll = (count: number) =>
    inFlight(CONNECTIONS, count, async (nth) => {
      const caller = callers.pop()
      if (!caller) throw new Error('there are more polls than connections')
      await pollOnce(caller, polls[nth % polls.length]!)
      callers.push(caller)
    })
  await poll(WARM_UP)
  const start = performance.now()
  await poll(n)
  const seconds = (performance.now() - start) / 1_000
  for (const caller of callers) caller.close()
  return n / seconds
}

async function pollOnce(
  caller: KeepAliveCaller,
  { request, reply }: { request: Buffer; reply: Buffer },
): Promise<void> {
  const { status, body } = await caller.ask(request)
  if (status !== 200 || !body.equals(reply)) {
    throw new WrongRound(`a poll was answered with status ${status} and other bytes`)
  }
}
