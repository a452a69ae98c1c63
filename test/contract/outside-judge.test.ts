import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { outsideJudge } from './outside-judge.ts'

const folders: string[] = []

function bundleFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unsaid-judge-'))
  folders.push(folder)
  const ofType = (type: string) => ({ required: ['type'], properties: { type: { const: type } } })
  const conversation = {
    properties: { custom_attributes: { additionalProperties: { type: 'string' } } },
  }
  const $defs = { conversation, error: ofType('error.list'), job: ofType('job') }
  writeFileSync(join(folder, 'bundle.json'), JSON.stringify({ $defs }))
  return join(folder, 'bundle.json')
}

afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test('there is no judge unless one is named', () => {
  vi.stubEnv('UNSAID_CONTRACT_SCHEMA', undefined)
  expect(outsideJudge()).toBeUndefined()
})

test('judges each object by its own schema', () => {
  vi.stubEnv('UNSAID_CONTRACT_SCHEMA', bundleFile())
  const judge = outsideJudge()
  expect(judge?.error({ type: 'error.list' })).toEqual([])
  expect(judge?.job({ type: 'error.list' })).toHaveLength(1)
  expect(judge?.error({})).toHaveLength(1)
})

test('complains without quoting the object', () => {
  vi.stubEnv('UNSAID_CONTRACT_SCHEMA', bundleFile())
  const complaints = outsideJudge()?.conversation({ custom_attributes: { 'Flat of Maren': 90210 } })
  expect(complaints).toEqual(['/custom_attributes/* must be string'])
})
