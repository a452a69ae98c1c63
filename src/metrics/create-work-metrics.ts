import { Counter, Histogram, type Registry } from 'prom-client'

/** What a worker counts of its transactions, and of what they came to. */
export function createWorkMetrics(registers: Registry[]) {
  return {
    ...createCounters(registers),
    ...createWatchCounters(registers),
    ...createHistograms(registers),
  }
}

function createWatchCounters(registers: Registry[]) {
  return {
    watchedRows: new Counter({
      name: 'unsaid_watched_rows_total',
      help: 'Rows of people in tables of other systems that were read for whoever is back after an erasure',
      registers,
    }),
    returned: new Counter({
      name: 'unsaid_returned_people_total',
      help: 'People who were erased and came back there: found, erased (again)',
      labelNames: ['action'],
      registers,
    }),
  }
}

function createCounters(registers: Registry[]) {
  return {
    repeated: new Counter({
      name: 'unsaid_repeated_deliveries_total',
      help: 'Deliveries and raw jobs that came again: somebody may have died over them',
      labelNames: ['queue'],
      registers,
    }),
    items: new Counter({
      name: 'unsaid_items_total',
      help: 'Messages that were worked on, by kind of job and outcome; reason: why, as a code',
      labelNames: ['kind', 'outcome', 'reason'],
      registers,
    }),
    jobs: new Counter({
      name: 'unsaid_jobs_total',
      help: 'Bulk and erasure jobs that this process ended, by state',
      labelNames: ['kind', 'state'],
      registers,
    }),
    failures: new Counter({
      name: 'unsaid_transaction_failures_total',
      help: 'Transactions of the work that failed: away, conflict, locked, unwritable, other; most are done again',
      labelNames: ['work', 'failure'],
      registers,
    }),
  }
}

function createHistograms(registers: Registry[]) {
  return {
    transactionItems: new Histogram({
      name: 'unsaid_transaction_items',
      help: 'How many items one transaction of the work was about',
      labelNames: ['work'],
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
      registers,
    }),
    transactionSeconds: new Histogram({
      name: 'unsaid_transaction_seconds',
      help: 'How long the transactions of the work took that were committed',
      labelNames: ['work'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    }),
  }
}
