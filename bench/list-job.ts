import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { PartTarget } from './choose-targets.ts'
import { WrongRound } from './wrong-round.ts'

/** A list job as callers see it. */
export interface ListJob {
  readonly id: string
  readonly status: 'pending' | 'success' | 'failed'
  readonly state: string
  readonly progress: Readonly<Record<string, number>>
}

export interface Call {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
}

/** The route is not there yet. */
export const NOT_THERE = 'not there yet: the API has no route for it'

/** Sends targets as a stream of NDJSON. @returns undefined when the route is not there yet */
export function postItems(
  call: Call,
  targets: readonly PartTarget[],
): Promise<ListJob | undefined> {
  return post(call, { 'content-type': 'application/x-ndjson' }, linesOf(targets))
}

/** @returns undefined when the route is not there yet */
export function postContact(call: Call, id: string): Promise<ListJob | undefined> {
  const body = JSON.stringify({ contact: { id } })
  // Without its length room is kept for the longest, and few are let in at once.
  const length = String(Buffer.byteLength(body))
  return post(call, { 'content-type': 'application/json', 'content-length': length }, [body])
}

/** Waits for the job's end. @throws WrongRound when it ends otherwise than well */
export async function untilEnded(call: Call, id: string): Promise<ListJob> {
  for (;;) {
    const asked = request(`${call.address}/jobs/status/${id}?wait=30`, {
      headers: call.headers,
    }).end()
    const [reply] = (await once(asked, 'response')) as [IncomingMessage]
    const job = JSON.parse(await text(reply)) as ListJob
    if (job.status === 'success') return job
    if (job.status === 'failed') throw new WrongRound(`the list job ended as ${job.state}`)
  }
}

async function post(
  { address, headers }: Call,
  about: Readonly<Record<string, string>>,
  body: Iterable<string>,
): Promise<ListJob | undefined> {
  const sent = request(`${address}/redaction_jobs`, {
    method: 'POST',
    headers: { ...headers, ...about },
  })
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  // A server that refuses early may close the connection while the body is still sent.
  const writing = pipeline(body, sent).catch(() => undefined)
  const [reply] = await answered
  const json = await text(reply)
  await writing
  if (reply.statusCode === 404) return undefined
  if (reply.statusCode !== 202) throw new Error(`the list was answered with ${reply.statusCode}`)
  return JSON.parse(json) as ListJob
}

/** Lines together, or each would be a chunk of its own on the wire. */
function* linesOf(targets: readonly PartTarget[]): Generator<string> {
  for (let from = 0; from < targets.length; from += 500) {
    const lines = targets.slice(from, from + 500).map((target) => `${JSON.stringify(target)}\n`)
    yield lines.join('')
  }
}
