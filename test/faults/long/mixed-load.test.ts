import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../src/database/embedded/free-port.ts'
import { startUnsaid } from '../../cli/run-unsaid.ts'
import type { TestDatabase } from '../../database-test.ts'
import { NO_POSTGRES, postgresFolder } from '../../postgres-on-path.ts'
import { NO_REDIS, startRedis } from '../../redis-server.ts'
import { disagreements, NONE } from '../../scene/disagreements.ts'
import { FAULTS, type Faulty, type Kept } from '../mixed-faults.ts'
import { startMixedLoad } from '../mixed-load.ts'
import { openOwnPostgres } from '../own-postgres.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { seededRandom } from '../../scene/seeded-random.ts'
import { byAdmin, storeConversations } from '../../scene/stored-conversations.ts'
import { atScale } from '../../scene/at-scale.ts'

/** `UNSAID_SOAK_MINUTES=60`: an hour with a fault each minute; by default a few faults, seconds apart. */
const MINUTES = Number(process.env.UNSAID_SOAK_MINUTES ?? 0)
const FAULTS_SHOWN = MINUTES || atScale({ small: 2, full: 6 })
const EVERY = MINUTES > 0 ? 60_000 : 6_000
const CONVERSATIONS = MINUTES > 0 ? 20_000 : 500
const PARTS = 6

/** Milliseconds in which all that was accepted ends, once nothing goes wrong any more. */
const SETTLES = 300_000

/** What a process may have grown by between the first and the last third of an hour. */
const MEGABYTES = 60

const token = `${randomBytes(24).toString('hex')}-token`

test(
  `mixed load of which nothing is lost, done twice or contradicted in ${FAULTS_SHOWN} faults`,
  { timeout: FAULTS_SHOWN * EVERY + 2 * SETTLES },
  async ({ skip }) => {
    const programs = postgresFolder()
    if (programs === undefined) return skip(NO_POSTGRES)
    const redis = await startRedis()
    if (!redis) return skip(NO_REDIS)
    onTestFinished(() => redis.stop())
    const { cluster, database, env } = await openOwnPostgres(programs)
    const stock = await storeConversations(database.db, {
      conversations: CONVERSATIONS,
      parts: PARTS,
    })
    const settings = {
      ...{ ...env, REDIS_URL: redis.url, UNSAID_BOOTSTRAP_TOKEN: token, LOG_LEVEL: 'warn' },
      ...{ UNSAID_PEPPER: 'a pepper for the test of a mixed load', UNSAID_RATE_LIMIT: '0' },
    }
    // One API and one worker are left alone: what they grow by is theirs.
    const [api, restingApi] = [await keepApi(settings), await keepApi(settings)]
    const [worker, restingWorker] = [await keepWorker(settings), await keepWorker(settings)]

    const random = seededRandom('mixed load')
    const contacts = Array.from({ length: Math.max(2, MINUTES * 8) }, (_, nth) => nth)
      .filter((nth) => !byAdmin(nth))
      .map((nth) => `u${nth}`)
    const load = startMixedLoad(
      {
        addresses: [api.address, restingApi.address],
        ...{ token, redisUrl: redis.url, contacts },
        requests: [...stock.parts, ...stock.sources, ...stock.ineligible],
      },
      random,
    )
    const on: Faulty = { api, worker, redis, cluster, database, load }
    const watched = { api: restingApi.pid, worker: restingWorker.pid }
    const looks: Look[] = []
    for (let nth = 1; nth <= FAULTS_SHOWN; nth++) {
      const due = performance.now() + EVERY
      const fault = random.pick(Object.keys(FAULTS) as (keyof typeof FAULTS)[])
      await pause(EVERY / 3)
      await FAULTS[fault](on)
      await pause(Math.max(0, due - performance.now()))
      looks.push(await look(database, watched))
      const said = { nth, fault, ...looks.at(-1), jobs: load.told.jobs.size, ...load.told.replies }
      process.stdout.write(`${JSON.stringify(said)}\n`)
    }
    await load.stop()
    const { jobs, redacted, erased } = load.told
    await pollUntil(
      () => unended(database, [...jobs]),
      (left) => left === 0,
      { within: SETTLES },
    )
    process.stdout.write(`${jobs.size} jobs, ${redacted.length} told as redacted\n`)
    await pollUntil(
      () => disagreements(database),
      ({ wakeups_left, starts_left }) => wakeups_left === 0 && starts_left === 0,
      { within: SETTLES },
    )
    expect(await disagreements(database)).toEqual(NONE)
    expect(await notAsTold(database, redacted)).toBe(0)
    expect(erased.length).toBeGreaterThan(0)
    expect(await unerased(database, erased)).toBe(0)
    if (MINUTES >= 30) expectFlat(looks)
  },
)

/** What is there at the end of a minute. */
interface Look {
  readonly apiMegabytes: number
  readonly workerMegabytes: number
  readonly connections: number
}

async function look(
  { admin }: TestDatabase,
  { api, worker }: { api: number; worker: number },
): Promise<Look> {
  const { rows } = await sql<{ connections: number }>`
    select count(*)::integer connections from pg_stat_activity
     where datname = current_database()`.execute(admin)
  const [apiMegabytes, workerMegabytes] = [megabytesOf(api), megabytesOf(worker)]
  return { apiMegabytes, workerMegabytes, connections: rows[0]!.connections }
}

function megabytesOf(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

function expectFlat(looks: readonly Look[]): void {
  const third = Math.floor(looks.length / 3)
  for (const what of ['apiMegabytes', 'workerMegabytes', 'connections'] as const) {
    const median = (some: readonly Look[]) =>
      some.map((one) => one[what]).sort((one, other) => one - other)[Math.floor(some.length / 2)]!
    const [first, last] = [median(looks.slice(0, third)), median(looks.slice(-third))]
    process.stdout.write(`${what}: ${first} in the first third, ${last} in the last\n`)
    expect(last, what).toBeLessThan(first + (what === 'connections' ? 10 : MEGABYTES))
  }
}

async function keepApi(env: Record<string, string>): Promise<Kept & { address: string }> {
  const port = String(await freePort())
  const kept = await keep(['api'], { ...env, PORT: port }, 'Unsaid listens at')
  const address = `http://127.0.0.1:${port}`
  return {
    address,
    again: (signal) => kept.again(signal),
    get pid() {
      return kept.pid
    },
  }
}

const keepWorker = (env: Record<string, string>) => keep(['worker'], env, 'a worker takes jobs')

async function keep(
  args: readonly string[],
  env: Record<string, string>,
  ready: string,
): Promise<Kept> {
  const start = async () => {
    const running = startUnsaid(args, { env })
    await running.said(ready)
    return running
  }
  let running = await start()
  return {
    get pid() {
      return running.child.pid!
    },
    async again(signal) {
      running.child.kill(signal)
      await running.ended
      running = await start()
    },
  }
}

/** Of jobs that were accepted: how many have not ended, or are not there. */
async function unended({ admin }: TestDatabase, jobs: readonly string[]): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select count(*)::integer ended from job
     where id = any(${jobs}::text[]) and finished_at is not null`.execute(admin)
  return jobs.length - rows[0]!.ended
}

type Requests = ReturnType<typeof startMixedLoad>['told']['redacted']

/** Of messages that were answered as redacted: how many are not. */
async function notAsTold({ admin }: TestDatabase, redacted: Requests): Promise<number> {
  const of = (type: string) => redacted.filter((one) => one.type === type)
  const ids = of('conversation_part').map((one) =>
    one.type === 'conversation_part' ? one.conversationPartId : '',
  )
  const sources = of('source').map((one) => one.conversationId)
  const { rows } = await sql<{ left: number }>`
    select (select count(*) from conversation_part
             where id = any(${ids}::text[]) and redacted_at is null)::integer
         + (select count(*) from conversation
             where id = any(${sources}::text[]) and source_redacted_at is null)::integer
           as left`.execute(admin)
  return rows[0]!.left
}

/** Of contacts whose erasure was accepted: how many are still named. */
async function unerased({ admin }: TestDatabase, contacts: readonly string[]): Promise<number> {
  const conversations = contacts.map((id) => id.replace('u', 'c'))
  const { rows } = await sql<{ left: number }>`
    select count(*)::integer as left from conversation_part
     where conversation_id = any(${conversations}::text[]) and body is not null
       and redacted_at is null`.execute(admin)
  return rows[0]!.left
}
