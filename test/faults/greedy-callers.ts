/*
 * Holds of an API what one workspace could hold of it, and says what that took, on this machine only:
 *   UNSAID_TOKEN=… node --import tsx test/faults/greedy-callers.ts http://127.0.0.1:3000 PID
 * The PID is that of the API process, whose memory is watched.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const [address = '', pid = ''] = process.argv.slice(2)
const { hostname, port } = new URL(address)
if (hostname !== '127.0.0.1') throw new Error('greedy callers are for this machine only')

const LOGIN = `host: ${hostname}\r\nauthorization: Bearer ${process.env['UNSAID_TOKEN'] ?? ''}`
const BODY = 5_000_000
const PENDING = JSON.stringify({ type: 'source', conversation_id: 'nobody', source_id: 'nothing' })

function megabytes(): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

const rest = megabytes()

/** Opens so many connections that each send this and then wait. */
async function hold(
  name: string,
  count: number,
  head: string,
  body: Buffer | string,
): Promise<void> {
  const replies: Record<string, number> = {}
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname).on('error', () => undefined)
    socket.once('data', (data: Buffer) => {
      const status = data.toString('latin1', 9, 12)
      replies[status] = (replies[status] ?? 0) + 1
    })
    socket.write(`${head}\r\n${LOGIN}\r\n\r\n`)
    socket.write(body)
    return socket
  })
  let most = 0
  for (let looks = 0; looks < 40; looks++) {
    most = Math.max(most, megabytes())
    await pause(100)
  }
  const since = performance.now()
  const { status: health } = await fetch(`${address}/healthz`)
  const milliseconds = Math.round(performance.now() - since)
  for (const socket of sockets) socket.destroy()
  const told = { name, count, replies, megabytes: Math.round(most - rest), health, milliseconds }
  process.stdout.write(`${JSON.stringify(told)}\n`)
  await pause(3_000)
}

async function guess(): Promise<void> {
  const replies: Record<string, number> = {}
  const until = performance.now() + 4_000
  const guesser = async () => {
    while (performance.now() < until) {
      const authorization = `Bearer guess-${Math.random()}`
      const reply = await fetch(`${address}/redaction_jobs`, { headers: { authorization } })
      await reply.arrayBuffer()
      replies[reply.status] = (replies[reply.status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 50 }, guesser))
  const told = { name: 'unknown tokens', replies, megabytes: Math.round(megabytes() - rest) }
  process.stdout.write(`${JSON.stringify(told)}\n`)
}

const list = 'POST /redaction_jobs HTTP/1.1\r\ncontent-type: '
const unfinished = `${list}application/json\r\ncontent-length: ${BODY + 1}`
await hold('bodies that never end', 200, unfinished, Buffer.alloc(BODY, ' '))
const stream = `${list}application/x-ndjson\r\ntransfer-encoding: chunked`
await hold('streams that never end', 974, stream, '')
const waiting = `POST /conversations/redact HTTP/1.1\r\ncontent-length: ${PENDING.length}`
await hold('redactions that wait', 974, waiting, PENDING)
await guess()
