import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readTop } from './read-compose.ts'

interface Instruction {
  readonly name: string
  readonly rest: string
}

const instructions: readonly Instruction[] = readTop('Dockerfile')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => ({ name: line.split(' ', 1)[0]!, rest: line.slice(line.indexOf(' ') + 1) }))

const named = (name: string) =>
  instructions.filter((one) => one.name === name).map(({ rest }) => rest)

/** What the last stage does: the image that runs. */
const image = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))

test('is built on a slim Node 24 that nobody can exchange, in both stages', () => {
  const [build = '', run = ''] = named('FROM')
  expect(run).toMatch(/^node:24-slim@sha256:[0-9a-f]{64}$/)
  expect(build).toBe(`${run} AS build`)
})

test('runs as a user without rights, who owns nothing of what it runs', () => {
  const places = image.map(({ name }) => name)
  expect(image.find(({ name }) => name === 'USER')?.rest).toBe('node')
  expect(places.indexOf('USER')).toBeGreaterThan(places.lastIndexOf('COPY'))
  expect(places.indexOf('USER')).toBeGreaterThan(places.lastIndexOf('RUN'))
  expect(named('COPY').filter((copy) => copy.includes('--chown'))).toEqual([])
})

test('installs what the lock file says: no scripts of others, and to run only what it needs', () => {
  const [build, run] = named('RUN').filter((command) => command.includes('npm ci'))
  expect(build).toBe('npm ci --ignore-scripts')
  expect(run).toContain('npm ci --omit=dev --omit=optional --ignore-scripts')
})

test('copies what is there and what .dockerignore lets through, and all of that', () => {
  const sources = named('COPY')
    .filter((copy) => !copy.startsWith('--from'))
    .flatMap((copy) => copy.split(' ').slice(0, -1))
  const [everything, ...exceptions] = readTop('.dockerignore').trim().split('\n')
  expect(everything).toBe('*')
  expect([...new Set(sources)].sort()).toEqual(exceptions.map((line) => line.slice(1)).sort())
  for (const source of sources) {
    expect(existsSync(new URL(`../../${source}`, import.meta.url)), source).toBe(true)
  }
})

test('starts the command that package.json names', () => {
  const { bin } = JSON.parse(readTop('package.json')) as { bin: { unsaid: string } }
  expect(JSON.parse(named('ENTRYPOINT')[0]!)).toEqual(['node', bin.unsaid])
})

test('is asked whether it can work: an API by its port, a worker by its metrics', async () => {
  const [health = ''] = named('HEALTHCHECK')
  const [, ...command] = JSON.parse(/CMD (\[.*\])$/.exec(health)?.[1] ?? '[]') as string[]
  const statuses = { '/readyz': 200, '/metrics': 200 }
  const server = createServer((request, reply) => {
    reply.statusCode = statuses[request.url as keyof typeof statuses]
    reply.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const port = String((server.address() as AddressInfo).port)
  const asked = async (env: Record<string, string>) => {
    const [code] = await once(spawn(process.execPath, command, { env }), 'close')
    return code as number
  }

  expect(await asked({ PORT: port })).toBe(0)
  expect(await asked({ PORT: '1', UNSAID_METRICS_PORT: port })).toBe(0)
  statuses['/readyz'] = 503
  expect(await asked({ PORT: port, UNSAID_METRICS_PORT: port })).toBe(1)
  expect(await asked({ PORT: '1' })).toBe(1)
})
