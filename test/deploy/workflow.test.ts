import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { readTop } from './read-compose.ts'

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly strategy?: { readonly matrix: { readonly node: readonly string[] } }
        readonly steps: readonly { readonly run?: string }[]
      }
    >
  >
}

const { jobs } = parse(readTop('.github/workflows/ci.yml')) as Workflow

test('the tests run on every Node that is supported, from the oldest that package.json allows', () => {
  const { engines } = JSON.parse(readTop('package.json')) as { engines: { node: string } }
  const nodes = jobs['check']?.strategy?.matrix.node
  expect(nodes).toEqual(['20.19', '22', '24', '26'])
  expect(engines.node).toBe(`>=${nodes?.[0] ?? ''}`)
})

test('what is installed to run it is looked up among the known flaws', () => {
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run))
  expect(commands).toContain('npm audit --omit=dev --audit-level=high')
})
