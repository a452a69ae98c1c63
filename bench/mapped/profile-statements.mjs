/*
 * Loaded before a worker: counts its statements and their time, and tells those that took most when
 * the process ends. A statement that waits behind others of its connection counts from when theirs ended.
 */
import { isMainThread } from 'node:worker_threads'
import pg from 'pg'

const TOLD = 14
const LONGEST = 110
const statements = new Map()
const started = performance.now()
const original = pg.Client.prototype.query

pg.Client.prototype.query = function query(...given) {
  const [first] = given
  const text = typeof first === 'string' ? first : (first?.text ?? first?.constructor?.name ?? '')
  const sent = performance.now()
  const answer = original.apply(this, given)
  if (typeof answer?.then !== 'function') return answer
  return answer.finally(() => {
    const now = performance.now()
    note(text, now - Math.max(sent, this.lastAnswer ?? 0))
    this.lastAnswer = now
  })
}

function note(text, took) {
  const name = text.replaceAll(/\s+/g, ' ').trim()
  const one = statements.get(name) ?? { count: 0, took: 0 }
  statements.set(name, { count: one.count + 1, took: one.took + took })
}

process.on('exit', () => {
  if (!isMainThread) return
  const all = [...statements].sort(([, one], [, other]) => other.took - one.took)
  const total = all.reduce((sum, [, { took }]) => sum + took, 0)
  const { user, system } = process.cpuUsage()
  const seconds = (value) => `${(value / 1_000).toFixed(2)} s`
  const lines = all
    .slice(0, TOLD)
    .map(
      ([name, { count, took }]) =>
        `${took.toFixed()} ms, ${count} times: ${name.slice(0, LONGEST)}`,
    )
  const summary =
    `statements ${seconds(total)}, this process's CPU ${seconds((user + system) / 1_000)}, ` +
    `alive for ${seconds(performance.now() - started)}`
  for (const line of [summary, ...lines]) process.stderr.write(`profile: ${line}\n`)
})
