import { Gauge } from 'prom-client'
import type { Metrics } from './create-metrics.ts'

/** By name of the gauge, without `unsaid_`: what it tells, and which member has it. */
const GAUGES = {
  pending_jobs: ['Jobs and chunks without an outcome that somebody is to work on', 'pending'],
  waiting_chunks: ["Chunks of them that wait for their workspace's turn", 'waiting'],
  oldest_pending_seconds: ['Seconds since the oldest of them was accepted', 'oldestSeconds'],
  unsealed_seconds: ['Seconds since the oldest ledger entry that is not sealed', 'unsealedSeconds'],
  overdue_erasures: ['Erasures that are not done and past their due date', 'overdueErasures'],
} as const

type Told = Readonly<Record<(typeof GAUGES)[keyof typeof GAUGES][1], number>>

/** Milliseconds for which an answer stands. */
const STANDS = 1_000

/**
 * Has what is still to be done told whenever metrics are asked for. Every process tells the same of
 * one database. While that can't be asked nothing is told: a 0 would say that all is done.
 */
export function watchBacklog({ registry }: Metrics, ask: () => Promise<Told>): void {
  let asked: { readonly at: number; readonly answer: Promise<Told | undefined> } | undefined
  const answer = () => {
    const now = performance.now()
    if (!asked || now - asked.at > STANDS) asked = { at: now, answer: ask().catch(() => undefined) }
    return asked.answer
  }
  for (const [name, [help, member]] of Object.entries(GAUGES)) {
    const gauge = new Gauge({
      name: `unsaid_${name}`,
      help: `${help}, in all workspaces together`,
      registers: [registry],
      async collect() {
        const told = await answer()
        if (told) gauge.set(told[member])
        else gauge.remove()
      },
    })
  }
}
