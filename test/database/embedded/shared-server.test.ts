import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startFixture } from './fixture-process.ts'
import { openForTest } from './open-for-test.ts'
import { clusterOf, postmasterOf, startsOf } from './postmaster-of.ts'
import { queryOnce } from './query-once.ts'
import { tempDataDir } from './temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

test('a second process attaches, and the server stays until the last one leaves', async () => {
  const dataDir = await tempDataDir()
  const first = startFixture('hold-open.ts', dataDir)
  const { url } = await first.opened()
  const second = await openForTest(dataDir)
  expect(second.url).toBe(url)

  expect(await first.finish()).toBe(0)
  expect(await queryOnce(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await second.close()
  expect(await postmasterOf(second)).toBeUndefined()
  await expect(queryOnce(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('the server of a starter that was killed is adopted, and stopped by its adopter', async () => {
  const dataDir = await tempDataDir()
  const starter = startFixture('hold-open.ts', dataDir)
  const before = await postmasterOf(await starter.opened())
  await starter.kill()

  const adopter = await openForTest(dataDir)
  expect(before).toBeDefined()
  expect(await postmasterOf(adopter)).toBe(before)
  await adopter.close()
  expect(await postmasterOf(adopter)).toBeUndefined()
})

test('eight processes that open at once share one postmaster', async () => {
  const dataDir = await tempDataDir()
  const processes = Array.from({ length: 8 }, () => startFixture('hold-open.ts', dataDir))
  const servers = await Promise.all(processes.map((one) => one.opened()))
  expect(new Set(servers.map(({ url }) => url)).size).toBe(1)

  expect(await Promise.all(processes.map((one) => one.finish()))).toEqual(Array(8).fill(0))
  expect(startsOf(servers[0]!)).toBe(1)
  expect(await postmasterOf(servers[0]!)).toBeUndefined()
})

test.each([
  ['initdb begins', (home: string) => unfinished(home) !== undefined],
  [
    'initdb writes',
    (home: string) => existsSync(join(unfinished(home) ?? '', 'cluster/PG_VERSION')),
  ],
  ['the logins are made', (home: string) => hasNoPasswordFile(unfinished(home))],
  ['the cluster is complete', (home: string) => existsSync(join(home, 'postgres'))],
])('killed when %s, the next open works', async (_stage, reached) => {
  const dataDir = await tempDataDir()
  const victim = startFixture('hold-open.ts', dataDir)
  await vi.waitUntil(() => reached(dataDir), { timeout: 60_000, interval: 1 })
  await victim.kill()

  const server = await openForTest(dataDir)
  expect(await queryOnce(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(unfinished(dataDir)).toBeUndefined()
  await server.close()
  expect(await postmasterOf(server)).toBeUndefined()
})

test('a server that was killed is started again', async () => {
  const dataDir = await tempDataDir()
  const before = await openForTest(dataDir)
  await queryOnce(before.ownerUrl, 'create table kept (n int); insert into kept values (1)')
  process.kill((await postmasterOf(before))!, 'SIGKILL')

  const after = await openForTest(dataDir)
  expect(await queryOnce(after.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }])
  await before.close()
  await after.close()
})

test('an unrelated process with the pid of a dead server is neither taken for it nor harmed', async () => {
  const dataDir = await tempDataDir()
  const server = await openForTest(dataDir)
  const pidFile = join(clusterOf(server), 'postmaster.pid')
  const left = await readFile(pidFile, 'utf8')
  await server.close()

  const { uid, gid } = await stat(clusterOf(server))
  const stranger = spawn('sleep', ['600'], { uid, gid })
  onTestFinished(() => void stranger.kill('SIGKILL'))
  await once(stranger, 'spawn')
  await writeFile(pidFile, left.replace(/^\d+/, String(stranger.pid)))

  const later = await openForTest(dataDir)
  expect(await queryOnce(later.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await later.close()
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
})

function unfinished(home: string): string | undefined {
  if (!existsSync(home)) return undefined
  const name = readdirSync(home).find((entry) => entry.startsWith('postgres-new-'))
  return name && join(home, name)
}

function hasNoPasswordFile(scratch: string | undefined): boolean {
  if (!scratch || !existsSync(join(scratch, 'cluster/global/pg_control'))) return false
  return !existsSync(join(scratch, 'password'))
}
