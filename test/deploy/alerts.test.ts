import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readTop } from './read-compose.ts'

const RULES = fileURLToPath(new URL('../../deploy/prometheus/alerts.yaml', import.meta.url))

const NO_PROMTOOL = 'no promtool is installed (Debian: prometheus)'

interface Alert {
  readonly alert: string
  readonly labels: object
  readonly annotations: object
}

const { groups } = parse(readTop('deploy/prometheus/alerts.yaml')) as {
  groups: readonly { rules: readonly Alert[] }[]
}
const alerts = groups.flatMap(({ rules }) => rules)

/** A value each minute, as promtool writes it, by its series. */
type Series = Readonly<Record<string, string>>

const REDACTIONS = 'route="/conversations/redact"'
const count = (status: string) =>
  `unsaid_http_request_seconds_count{${REDACTIONS},status="${status}"}`
const bucket = (le: string) => `unsaid_http_request_seconds_bucket{${REDACTIONS},le="${le}"}`

const FAILED_ITEMS = 'unsaid_items_total{outcome="failed",reason="server_error"}'
const REPEATED = 'unsaid_repeated_deliveries_total{queue="erasures"}'
const WAITING = 'unsaid_postgres_connections{instance="api",state="waiting"}'

/** Ninety minutes of two processes that are well. */
const WELL: Series = {
  'up{job="unsaid",instance="api"}': '1x90',
  'up{job="unsaid",instance="worker"}': '1x90',
  unsaid_replay_needed: '0x90',
  'unsaid_deliveries_total{result="done"}': '0+600x90',
  'unsaid_deliveries_total{result="away"}': '0x90',
  'unsaid_raw_jobs_total{result="accepted"}': '0+600x90',
  'unsaid_raw_jobs_total{result="broken"}': '0x90',
  [count('200')]: '0+600x90',
  [count('503')]: '0+6x90',
  [bucket('2.5')]: '0+600x90',
  [bucket('+Inf')]: '0+600x90',
  unsaid_oldest_pending_seconds: '5x90',
  unsaid_unsealed_seconds: '2x90',
  unsaid_overdue_erasures: '0x90',
  'unsaid_items_total{outcome="redacted"}': '0+600x90',
  [FAILED_ITEMS]: '0x90',
  [REPEATED]: '0+1x90',
  [WAITING]: '0x90',
}

/** What is not well from the thirtieth minute on, and in which minutes nobody, and somebody, is told. */
const ILL: Readonly<Record<string, { series: Series; quiet: string; fires: string }>> = {
  UnsaidGone: {
    series: {
      'up{job="unsaid",instance="api"}': '1x29 0x60',
      'up{job="unsaid",instance="worker"}': '1x19 0x70',
    },
    ...{ quiet: '31m', fires: '33m' },
  },
  UnsaidReplayNeeded: {
    series: { unsaid_replay_needed: '0x29 1x60' },
    ...{ quiet: '30m', fires: '32m' },
  },
  UnsaidHandsBack: {
    series: { 'unsaid_deliveries_total{result="away"}': '0x29 1+60x60' },
    ...{ quiet: '38m', fires: '42m' },
  },
  UnsaidFailsRequests: {
    series: { [count('503')]: '0+6x29 180+60x60' },
    ...{ quiet: '38m', fires: '50m' },
  },
  UnsaidSlow: {
    series: { [bucket('2.5')]: '0+600x29 18000+300x60', [bucket('5')]: '0+600x90' },
    ...{ quiet: '38m', fires: '50m' },
  },
  UnsaidRefusesRawJobs: {
    series: { 'unsaid_raw_jobs_total{result="broken"}': '0x29 1x60' },
    ...{ quiet: '29m', fires: '31m' },
  },
  UnsaidStandsStill: {
    series: { unsaid_oldest_pending_seconds: '5x29 960+60x60' },
    ...{ quiet: '39m', fires: '41m' },
  },
  UnsaidSealsNothing: {
    series: { unsaid_unsealed_seconds: '2x29 65+60x60' },
    ...{ quiet: '34m', fires: '36m' },
  },
  UnsaidErasuresOverdue: {
    series: { unsaid_overdue_erasures: '0x29 2x60' },
    ...{ quiet: '29m', fires: '31m' },
  },
  UnsaidItemsFail: {
    series: { [FAILED_ITEMS]: '0x29 1x60' },
    ...{ quiet: '29m', fires: '31m' },
  },
  UnsaidDeliversAgain: {
    series: { [REPEATED]: '0+1x29 30+120x60' },
    ...{ quiet: '44m', fires: '56m' },
  },
  UnsaidWantsConnections: {
    series: { [WAITING]: '0x29 3x60' },
    ...{ quiet: '39m', fires: '41m' },
  },
}

describe('promtool', () => {
  test('can read the alerts', async ({ skip }) => {
    const { code, said } = await promtool('check', 'rules', RULES)
    if (code === 'ENOENT') return skip(NO_PROMTOOL)
    expect(said).toContain(`SUCCESS: ${String(alerts.length)} rules found`)
  })

  test('finds that none of them fires while all is well', async ({ skip }) => {
    const told = alerts.map(({ alert: alertname }) => ({ eval_time: '90m', alertname }))
    const { code, said } = await unitTest(WELL, told)
    if (code === 'ENOENT') return skip(NO_PROMTOOL)
    expect(said).toMatch(/^\s*SUCCESS\s*$/m)
  })

  test.for(alerts)('finds that $alert fires in time, and not before', async (one, { skip }) => {
    const { series, quiet, fires } = ILL[one.alert]!
    const expected = { exp_labels: labelsOf(one), exp_annotations: one.annotations }
    const told = [
      { eval_time: quiet, alertname: one.alert },
      { eval_time: fires, alertname: one.alert, exp_alerts: [expected] },
    ]
    const { code, said } = await unitTest({ ...WELL, ...series }, told)
    if (code === 'ENOENT') return skip(NO_PROMTOOL)
    expect(said).toMatch(/^\s*SUCCESS\s*$/m)
  })
})

/** What a rule does not sum up. */
const LABELS: Readonly<Record<string, object>> = {
  UnsaidRefusesRawJobs: { result: 'broken' },
  UnsaidItemsFail: { reason: 'server_error' },
  UnsaidDeliversAgain: { queue: 'erasures' },
  UnsaidWantsConnections: { instance: 'api' },
}

function labelsOf({ alert, labels }: Alert): object {
  return { ...labels, ...LABELS[alert] }
}

async function unitTest(series: Series, told: readonly object[]) {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-alerts-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'test.yaml')
  const input = Object.entries(series).map(([name, values]) => ({ series: name, values }))
  const tests = [{ interval: '1m', input_series: input, alert_rule_test: told }]
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }))
  return promtool('test', 'rules', file)
}

/** @returns what it wrote, or `ENOENT` where it isn't installed */
async function promtool(...args: string[]): Promise<{ code?: unknown; said: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)('promtool', args)
    return { said: stdout + stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as Record<string, string | undefined>
    return { code, said: stdout + stderr }
  }
}
