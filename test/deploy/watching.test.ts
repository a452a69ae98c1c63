import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { watchBacklog } from '../../src/metrics/watch-backlog.ts'
import { watchConnections } from '../../src/metrics/watch-connections.ts'
import { watchQueues } from '../../src/metrics/watch-queues.ts'
import { readTop } from './read-compose.ts'

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}

const { groups } = parse(readTop('deploy/prometheus/alerts.yaml')) as {
  groups: readonly { rules: readonly Alert[] }[]
}
const alerts = groups.flatMap(({ rules }) => rules)
const dashboard = JSON.parse(readTop('deploy/grafana/unsaid.json')) as {
  panels: readonly { title: string; targets: readonly { expr: string }[] }[]
}
const panels = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => ({ alert: title, expr })),
)

test('docs/operations.md lists every metric', async () => {
  const rows = [...readTop('docs/operations.md').matchAll(/^\| `(unsaid_[a-z_]+)` /gm)]
  const listed = rows.map(([, name]) => name)
  expect(listed.sort()).toEqual([...(await known()).keys()].sort())
})

/** Every metric by its name, with the labels it has. */
async function known(): Promise<Map<string, readonly string[]>> {
  const metrics = createMetrics()
  metrics.registry.registerMetric(metrics.replayNeeded)
  watchBacklog(metrics, () => Promise.reject(new Error('there is no database')))
  watchConnections(metrics, { totalCount: 0, idleCount: 0, waitingCount: 0 })
  watchQueues(metrics, {})
  const metricOf = (name: string) => metrics.registry.getSingleMetric(name) as unknown as Metric
  const { registry } = metrics
  return new Map(registry.getMetricsAsArray().map(({ name }) => [name, metricOf(name).labelNames]))
}

interface Metric {
  readonly labelNames: readonly string[]
}

test.each([...alerts, ...panels])('$alert asks for metrics and labels that exist', async (one) => {
  const all = await known()
  const asked = [...one.expr.matchAll(/(unsaid_\w+?)(?:_count|_bucket|_sum)?(?:\{(.*?)\})?[\s[)]/g)]
  if (one.alert !== 'UnsaidGone') expect(asked).not.toEqual([])
  for (const [, name = '', labels = ''] of asked) {
    expect([...all.keys()]).toContain(name)
    for (const [, label = ''] of labels.matchAll(/(\w+)=/g)) {
      expect(all.get(name)).toContain(label)
    }
  }
})

test('each alert says how urgent it is, and what of', () => {
  for (const { labels, annotations } of alerts) {
    expect(['warning', 'critical']).toContain(labels.severity)
    expect(annotations.summary).not.toBe('')
  }
})
