import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { describe, expect, test } from 'vitest'
import { readTop } from './read-compose.ts'

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}

interface Container {
  readonly name: string
  readonly args: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
  readonly resources: { readonly requests: object; readonly limits: object }
  readonly securityContext: object
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata?: { readonly name: string }
  readonly data?: Readonly<Record<string, string>>
  readonly resources?: readonly string[]
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: object }
    readonly podSelector?: { readonly matchLabels: object }
    readonly policyTypes?: readonly string[]
    readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: Pod }
  }
}

interface Pod {
  readonly securityContext: object
  readonly automountServiceAccountToken: boolean
  readonly containers: readonly [Container]
  readonly volumes: readonly { readonly name: string; readonly secret?: object }[]
}

const folder = fileURLToPath(new URL('../../deploy/kubernetes', import.meta.url))
const files = readdirSync(folder)

const manifests = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { schema: 'yaml-1.1' }).map((one) => {
    expect(one.errors, file).toEqual([])
    return one.toJS() as Manifest
  }),
)
const ofKind = (kind: string) => manifests.filter((one) => one.kind === kind)
const runs = manifests.filter((one) => one.spec?.template)
const nameOf = (one: Manifest) => one.metadata?.name ?? ''
const podOf = (one: Manifest) => one.spec!.template!.spec
const containers = runs.map((one) => [nameOf(one), podOf(one).containers[0]] as const)

test('has what an installation consists of, all of it named by the kustomization', () => {
  expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata?.name ?? ''}`).sort()).toEqual([
    'ConfigMap unsaid',
    'Deployment unsaid-api',
    'Deployment unsaid-worker',
    'Job unsaid-migrate',
    'Kustomization ',
    'NetworkPolicy unsaid',
    'NetworkPolicy unsaid-api',
    'PersistentVolumeClaim unsaid-heads',
    'PodDisruptionBudget unsaid-api',
    'PodDisruptionBudget unsaid-worker',
    'Service unsaid',
  ])
  const [{ resources = [] }] = ofKind('Kustomization') as [Manifest]
  expect([...resources, 'kustomization.yaml'].sort()).toEqual([...files].sort())
})

test.each(containers)('%s runs a command of ours, within limits', (_, container) => {
  expect(['api', 'worker', 'migrate']).toContain(container.args[0])
  expect(container.resources).toMatchObject({
    requests: { cpu: expect.any(String), memory: expect.any(String) },
    limits: { memory: expect.any(String) },
  })
})

test.each(runs.map((one) => [nameOf(one), podOf(one)] as const))(
  '%s has no privilege and writes nowhere but into its volumes',
  (_, pod) => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  },
)

describe('settings', () => {
  const [{ data: shared = {} }] = ofKind('ConfigMap') as [Manifest]
  const own = ({ env = [] }: Container) =>
    Object.fromEntries(env.map(({ name, value }) => [name, value]))
  const settingsOf = (one: Container) => ({ ...(one.envFrom ? shared : {}), ...own(one) })

  test.each(containers)('of %s are those that the configuration reads', (_, container) => {
    const known = readTop('src/config.ts')
    for (const name of Object.keys(settingsOf(container))) {
      expect(known).toMatch(new RegExp(`\\b${name.replace(/_FILE$/, '')}\\b`))
    }
  })

  test.each(containers)('of %s are secret in files alone, which are mounted', (_, container) => {
    for (const [name, value] of Object.entries(settingsOf(container))) {
      expect(name).not.toMatch(/(URL|TOKEN|PEPPER|PASSWORD)$/)
      const { volumeMounts } = container
      if (name.endsWith('_FILE')) {
        expect(volumeMounts.some(({ mountPath }) => value.startsWith(`${mountPath}/`))).toBe(true)
      }
    }
  })

  test('the owner is known to the migration alone', () => {
    const owners = containers.filter(
      ([, one]) => 'UNSAID_OWNER_DATABASE_URL_FILE' in settingsOf(one),
    )
    expect(owners.map(([name]) => name)).toEqual(['unsaid-migrate'])
  })

  test('ports are those that the processes listen on', () => {
    for (const [, { ports = [] }] of containers) {
      for (const { name, containerPort } of ports) {
        const set = name === 'metrics' ? Number(shared['UNSAID_METRICS_PORT']) : 3000
        expect(containerPort).toBe(set)
      }
    }
  })
})

test('the API is asked whether it lives and whether it can work, the worker for its metrics', () => {
  const probesOf = (name: string) => {
    const container = containers.find(([one]) => one === name)?.[1]
    return [container?.livenessProbe?.httpGet, container?.readinessProbe?.httpGet]
  }
  expect(probesOf('unsaid-api')).toEqual([
    { path: '/healthz', port: 'http' },
    { path: '/readyz', port: 'http' },
  ])
  const metrics = { path: '/metrics', port: 'metrics' }
  expect(probesOf('unsaid-worker')).toEqual([metrics, metrics])
})

test('budgets and policies are about pods that are there', () => {
  const labels = runs.map((one) => one.spec!.template!.metadata.labels)
  const budgets = ofKind('PodDisruptionBudget').map(({ spec }) => spec!.selector!.matchLabels)
  const policies = ofKind('NetworkPolicy').map(({ spec }) => spec!.podSelector!.matchLabels)
  for (const selector of [...budgets, ...policies]) {
    expect(labels).toContainEqual(expect.objectContaining(selector!))
  }
  expect(ofKind('NetworkPolicy')[0]?.spec?.policyTypes).toEqual(['Ingress', 'Egress'])
})
