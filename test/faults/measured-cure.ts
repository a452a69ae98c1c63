import { expect } from 'vitest'
import type { Check } from '../../src/cli/doctor/check.ts'
import { runUnsaid, startUnsaid } from '../cli/run-unsaid.ts'
import { sampleConversation } from '../cli/sample-conversation.ts'
import { pollUntil } from '../scene/poll-until.ts'

/** What goes wrong under a process that runs, and how it is made good. */
export interface Trouble {
  readonly env: Readonly<Record<string, string>>
  readonly begin: () => Promise<unknown>
  /** Undefined where it passes by itself: the time counts from its beginning then. */
  readonly end?: () => Promise<unknown>
}

/** A line of the table. */
export interface Row {
  readonly name: string
  readonly readyz: string
  readonly doctor: string
  readonly log: string
  readonly goesOn: string
}

const TOKEN = 'e2d50a7c916b48f3a0c7d1b95e8f4a63'

/** Milliseconds in which `/readyz` tells, if it does. */
const TOLD_WITHIN = 20_000

/** Breaks the set-up under `unsaid start`, looks at what is told, cures it, and takes the time. */
export async function measureCure(name: string, trouble: Trouble): Promise<Row> {
  const { begin, end } = trouble
  const env = { ...trouble.env, UNSAID_BOOTSTRAP_TOKEN: TOKEN, PORT: '0' }
  const running = startUnsaid(['start'], { env })
  const said = await running.said('Unsaid listens at http://127.0.0.1:')
  const api = callerOf(/http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '')
  await expect.poll(api.reasons).toEqual([])
  const redactPart = await imported(trouble.env)

  await begin()
  if (end) await api.isTold()
  const early = end && (await api.accept(redactPart))
  const told = end && (await toldOf(api, env))
  await end?.()
  const since = performance.now()
  const elapsed = () => performance.now() - since
  const ready = end ? pollUntil(api.reasons, isNone, { every: 20 }).then(elapsed) : undefined
  const worksAfter = await api.done(redactPart, early).then(elapsed)
  const readyAfter = ready ? `; \`/readyz\` ${seconds(await ready)}` : ''
  const goesOn = `${seconds(worksAfter)}${readyAfter}`

  running.child.kill('SIGTERM')
  const { code, stderr } = await running.ended
  expect(code).toBe(0)
  const { readyz, doctor } = told ?? { readyz: '-', doctor: '-' }
  return { name, readyz, doctor, log: loggedOf(stderr), goesOn }
}

const isNone = (reasons: readonly string[]) => reasons.length === 0

/** What `/readyz` says when doctor has had its say: the first moment may be one of cut links alone. */
async function toldOf(api: ReturnType<typeof callerOf>, env: Trouble['env']) {
  const doctor = await doctorOf(env)
  const reasons = await api.reasons()
  return { doctor, readyz: reasons.map((one) => `\`${one}\``).join(', ') || 'ready' }
}

async function imported(env: Readonly<Record<string, string>>) {
  const { id, part, json } = sampleConversation()
  expect(await runUnsaid(['import', '-'], { env, input: json })).toMatchObject({ code: 0 })
  return { type: 'conversation_part', conversation_id: id, conversation_part_id: part }
}

const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`

function callerOf(address: string) {
  const headers = { authorization: `Bearer ${TOKEN}`, prefer: 'respond-async' }
  const reasons = async () => {
    const reply = await fetch(`${address}/readyz`)
    return ((await reply.json()) as { reasons?: string[] }).reasons ?? []
  }
  /** @returns where the job stands; undefined when it was not accepted */
  const accept = async (body: unknown) => {
    const post = { method: 'POST', headers, body: JSON.stringify(body) }
    const reply = await fetch(`${address}/conversations/redact`, post)
    return reply.status === 202 ? (reply.headers.get('location') ?? undefined) : undefined
  }
  const status = async (path: string) => {
    const reply = await fetch(`${address}${path}`, { headers })
    return ((await reply.json()) as { status?: string }).status
  }
  return {
    reasons,
    accept,
    /** Returns when it is, or when it may be taken that it will not be. */
    async isTold(): Promise<void> {
      const look = { within: TOLD_WITHIN, every: 100 }
      await pollUntil(reasons, (all) => all.length > 0, look).catch(() => [])
    },
    /** Accepted as soon as it can be, if it was not. */
    async done(body: unknown, early: string | undefined): Promise<void> {
      let path = early
      const look = { within: 120_000, every: 20 }
      await pollUntil(
        async () => {
          path ??= await accept(body)
          return path && status(path)
        },
        (state) => state === 'success',
        look,
      )
    },
  }
}

async function doctorOf(env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout, stderr } = await runUnsaid(['doctor', '--json'], { env })
  try {
    const { checks } = JSON.parse(stdout) as { checks: Check[] }
    const problems = checks.filter(({ state }) => state === 'problem')
    return problems.map(({ message }) => message).join('; ') || 'nothing'
  } catch {
    return stderr.trim()
  }
}

/** What its log warns of: words and codes, each once. */
function loggedOf(stderr: string): string {
  const lines = stderr.split('\n').flatMap((line): Record<string, unknown>[] => {
    try {
      return [JSON.parse(line) as Record<string, unknown>]
    } catch {
      return []
    }
  })
  const told = lines.flatMap(({ level, refusal, msg, err }) => {
    if (typeof refusal === 'string') return [`\`${refusal}\``]
    if (level !== 'warn' && level !== 'error') return []
    const { why, code } = (err ?? {}) as { why?: string; code?: string }
    return [why ?? (code === undefined ? String(msg) : `\`${code}\``)]
  })
  return [...new Set(told)].slice(0, 4).join(', ') || 'nothing'
}
