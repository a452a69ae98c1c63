import { Gauge } from 'prom-client'
import type { Metrics } from './create-metrics.ts'

/** What a pool says of itself. */
interface Pool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

/** Has the connections of a pool told whenever metrics are asked for. */
export function watchConnections({ registry }: Metrics, pool: Pool): void {
  const gauge: Gauge<'state'> = new Gauge({
    name: 'unsaid_postgres_connections',
    help: 'Connections to Postgres: used, idle; waiting: who wants one and has none',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      gauge.set({ state: 'used' }, pool.totalCount - pool.idleCount)
      gauge.set({ state: 'idle' }, pool.idleCount)
      gauge.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
}
