import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createWorkMetrics } from './create-work-metrics.ts'

/** What this process counts. Labels are ours: route patterns, results, never an id. */
export interface Metrics {
  readonly registry: Registry
  readonly rawJobs: Counter<'result'>
  readonly deliveries: Counter<'result'>
  readonly repeated: Counter<'queue'>
  readonly items: Counter<'kind' | 'outcome' | 'reason'>
  readonly jobs: Counter<'kind' | 'state'>
  readonly failures: Counter<'work' | 'failure'>
  readonly watchedRows: Counter
  readonly returned: Counter<'action'>
  readonly transactionItems: Histogram<'work'>
  readonly transactionSeconds: Histogram<'work'>
  /** Registered by the process that watches it: a 0 of another would say what it doesn't know. */
  readonly replayNeeded: Gauge
  readonly requests: Histogram<'method' | 'route' | 'status'>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    rawJobs: new Counter({
      name: 'unsaid_raw_jobs_total',
      help: 'Raw BullMQ jobs: accepted, broken (stored as failed), known (their id has a job already), workspace_not_found, away (given back for later), failed',
      labelNames: ['result'],
      registers,
    }),
    deliveries: new Counter({
      name: 'unsaid_deliveries_total',
      help: 'Deliveries from the queue: done, away (given back while Postgres was away), dropped',
      labelNames: ['result'],
      registers,
    }),
    ...createWorkMetrics(registers),
    replayNeeded: new Gauge({
      name: 'unsaid_replay_needed',
      help: 'Workspaces whose database was restored from before a known head of the ledger: their conversations are not given out until it is replayed',
      registers: [],
    }),
    requests: new Histogram({
      name: 'unsaid_http_request_seconds',
      help: 'How long HTTP requests took, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    }),
  }
}
