import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { startUnsaid, runUnsaid, type Running } from '../../cli/run-unsaid.ts'
import { bodyOf } from '../../bulk/bodies.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { disagreements, NONE } from '../../scene/disagreements.ts'
import { SETUPS, type SetUp } from '../setups.ts'
import { storeConversations } from '../../scene/stored-conversations.ts'
import { atScale } from '../../scene/at-scale.ts'

/** Items of the list; `UNSAID_SETUP_ITEMS` asks for another number, and for figures. */
const ITEMS = Number(process.env.UNSAID_SETUP_ITEMS ?? atScale({ small: 200, full: 500 }))
const PARTS = 6
const PATIENCE = 600_000

interface JobView {
  readonly id: string
  readonly state: string
  readonly progress: { readonly processed: number; readonly redacted: number }
}

const token = `${randomBytes(24).toString('hex')}-token`

describe.for(Object.entries(SETUPS))('on %s', ([name, open]) => {
  test(
    `a list of ${ITEMS} and an erasure end, though the process is killed in between`,
    {
      timeout: 2 * PATIENCE,
    },
    async ({ skip }) => {
      const setUp = await open()
      if (typeof setUp === 'string') return skip(setUp)
      const { database } = setUp
      const conversations = Math.ceil(ITEMS / (PARTS - 1))
      const { parts } = await storeConversations(database.db, { conversations, parts: PARTS })
      const items = parts.slice(0, ITEMS).map((one) => `${JSON.stringify(bodyOf(one))}\n`)

      const first = await start(setUp)
      const since = performance.now()
      const { id } = await first.post(items)
      await first.until(id, ({ progress, state }) => progress.processed > 0 || isOver(state))
      first.process.child.kill('SIGKILL')
      await first.process.ended
      await setUp.disturb()
      const second = await start(setUp)
      const job = await second.until(id, ({ state }) => isOver(state))
      const seconds = (performance.now() - since) / 1_000
      expect(job).toMatchObject({ state: 'succeeded', progress: { redacted: ITEMS } })

      expect(await disagreements(database)).toEqual(NONE)
      const erased = await erase(setUp)
      second.process.child.kill('SIGTERM')
      expect((await second.process.ended).code).toBe(0)
      process.stdout.write(
        `${name}: ${ITEMS} items in ${seconds.toFixed(1)} s with a kill, an erasure in ${erased.toFixed(1)} s\n`,
      )
    },
  )
})

const isOver = (state: string) => ['succeeded', 'completed_with_errors', 'failed'].includes(state)

function envOf({ env }: SetUp): Record<string, string> {
  const UNSAID_PEPPER = 'a pepper for the tests of set-ups'
  return { ...env, UNSAID_PEPPER, UNSAID_BOOTSTRAP_TOKEN: token, PORT: '0' }
}

/** `unsaid start`, as it is called over HTTP. */
async function start(setUp: SetUp) {
  const running: Running = startUnsaid(['start'], { env: envOf(setUp) })
  const said = await running.said('Unsaid listens at http://')
  const [address = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? []
  const headers = { authorization: `Bearer ${token}` }
  const read = async (id: string) => {
    const reply = await fetch(`${address}/redaction_jobs/${id}`, { headers })
    return (await reply.json()) as JobView
  }
  return {
    process: running,
    async post(lines: readonly string[]): Promise<JobView> {
      const reply = await fetch(`${address}/redaction_jobs`, {
        ...{ method: 'POST', duplex: 'half', body: Readable.from(lines) },
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
      } as unknown as RequestInit)
      expect(reply.status).toBe(202)
      return (await reply.json()) as JobView
    },
    until: (id: string, isSo: (job: JobView) => boolean) =>
      pollUntil(() => read(id), isSo, { within: PATIENCE, every: 50 }),
  }
}

/** Of somebody whose one conversation is there. @returns seconds */
async function erase(setUp: SetUp): Promise<number> {
  const since = performance.now()
  const env = envOf(setUp)
  const ran = await runUnsaid(['erase', '--id', 'u0', '--yes', '--json'], { env })
  expect(ran).toMatchObject({ code: 0 })
  const { id, state } = JSON.parse(ran.stdout) as JobView
  expect(state).toBe('succeeded')
  const checked = await runUnsaid(['certificate', id], { env })
  expect(checked).toMatchObject({ code: 0 })
  return (performance.now() - since) / 1_000
}
