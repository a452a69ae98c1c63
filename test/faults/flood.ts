/*
 * Asks an API for far more than it can take, for a bounded time, on this machine only:
 *   DATABASE_URL=… UNSAID_TOKEN=… node --import tsx test/faults/flood.ts http://127.0.0.1:3000 PID
 * The PID is that of the API process, whose memory is watched.
 */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const [address = '', pid = ''] = process.argv.slice(2)
const SECONDS = Math.min(Number(process.env['FLOOD_SECONDS'] ?? 60), 120)
const CALLERS = Math.min(Number(process.env['FLOOD_CALLERS'] ?? 2_000), 5_000)
const { hostname, port } = new URL(address)
if (hostname !== '127.0.0.1') throw new Error('a flood is for this machine only')

const agent = new Agent({ keepAlive: true, maxSockets: CALLERS })
const counts = new Map<string, number>()
const accepted: string[] = []

function megabytes(): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

function ask(nth: number): Promise<void> {
  const body = JSON.stringify({ type: 'source', conversation_id: `flood-${nth}`, source_id: '1' })
  const headers = {
    authorization: `Bearer ${process.env['UNSAID_TOKEN'] ?? ''}`,
    'content-length': body.length,
    ...(nth % 2 && { prefer: 'respond-async' }),
  }
  const path = '/conversations/redact'
  return new Promise((resolve) => {
    const call = request({ hostname, port, agent, method: 'POST', path, headers }, (reply) => {
      const { statusCode = 0, headers: got } = reply
      count(
        `${statusCode}${statusCode === 429 && !got['retry-after'] ? ' without Retry-After' : ''}`,
      )
      if (got.location) accepted.push(got.location)
      reply.resume().on('end', resolve)
    })
    call.on('error', (error: NodeJS.ErrnoException) => {
      count(error.code ?? 'error')
      resolve()
    })
    call.end(body)
  })
}

let asked = 0
const until = performance.now() + SECONDS * 1_000
const caller = async () => {
  while (performance.now() < until) await ask(asked++)
}
const memory = { before: megabytes(), during: [] as number[], after: 0 }
const watching = (async () => {
  while (performance.now() < until) {
    memory.during.push(megabytes())
    await pause((SECONDS * 1_000) / 12)
  }
})()
await Promise.all([watching, ...Array.from({ length: CALLERS }, caller)])
await pause(10_000)
memory.after = megabytes()
agent.destroy()
process.stdout.write(
  `${JSON.stringify({ asked, accepted: accepted.length, ...Object.fromEntries(counts), memory })}\n`,
)
