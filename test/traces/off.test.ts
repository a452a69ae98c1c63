import { once } from 'node:events'
import { expect } from 'vitest'
import { BUILT_COMMAND } from '../build-unsaid.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { start } from '../cli/run-unsaid.ts'
import { test } from '../database-test.ts'
import { startCollector } from './collector.ts'

/** Tells what was loaded when it is asked to stop; what ESM loads of CommonJS is in here as well. */
const WITNESS = `
  const { createRequire } = await import('node:module')
  const loaded = () => Object.keys(createRequire(import.meta.url).cache)
  process.once('SIGTERM', () => console.log('loaded: ' + JSON.stringify(loaded())))
  await import(${JSON.stringify(BUILT_COMMAND)})
`

test.for<[string, boolean, (collector: Readonly<Record<string, string>>) => object]>([
  ['nothing is set', false, () => ({})],
  ['the SDK is switched off', false, (env) => ({ ...env, OTEL_SDK_DISABLED: 'TRUE' })],
  ['a collector is named', true, (env) => env],
])('where %s the SDK is loaded: %s', async ([, isLoaded, settings], { database }) => {
  const collector = await startCollector()
  const env = { ...environmentOf(database), PORT: '0', ...settings(collector.env) }
  const unsaid = start(process.execPath, ['--input-type=module', '-e', WITNESS, 'start'], { env })
  await unsaid.said('listens at')
  unsaid.child.kill('SIGTERM')
  if (unsaid.child.exitCode === null) await once(unsaid.child, 'exit')
  const { stdout } = await unsaid.ended
  const loaded = /loaded: (.*)/.exec(stdout)?.[1] ?? ''
  expect(loaded).toContain(BUILT_COMMAND)
  expect(/@opentelemetry\/(sdk|exporter|otlp|resources)/.test(loaded)).toBe(isLoaded)
})
