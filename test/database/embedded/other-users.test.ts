import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { removeEmbedded } from '../../../src/database/embedded/remove-embedded.ts'
import { canEnter } from '../../../src/database/embedded/server-user.ts'
import { startFixture } from './fixture-process.ts'
import { openForTest } from './open-for-test.ts'
import { clusterOf, postmasterOf } from './postmaster-of.ts'
import { queryOnce } from './query-once.ts'
import { tempDataDir, tempFolder } from './temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

const isRoot = process.getuid?.() === 0
const NOBODY = { name: 'nobody', uid: 65534, gid: 65534 }

test('root hands the server to another user, in a data folder closed to everybody else', async (context) => {
  context.skip(!isRoot, 'only root can hand the server to another user')
  const dataDir = await tempDataDir()
  const server = await openForTest(dataDir)
  expect(clusterOf(server)).toBe(join(dataDir, 'postgres'))
  expect((await stat(clusterOf(server))).uid).not.toBe(0)
  expect((await stat(dataDir)).mode & 0o777).toBe(0o710)
  await server.close()
})

test('below a folder that only root may enter, the cluster lies elsewhere and is found again', async (context) => {
  context.skip(!isRoot, 'only root has folders that the user of the server may not enter')
  const closed = await tempFolder()
  await chmod(closed, 0o700)
  const dataDir = await tempDataDir(closed)
  const notes: string[] = []
  const first = await openForTest(dataDir, { say: (line) => notes.push(line) })
  const { cluster } = JSON.parse(await readFile(join(dataDir, 'where.json'), 'utf8'))
  expect(cluster).toMatch(/^\/var\/lib\/unsaid\/[0-9a-f]{16}\/postgres$/)
  expect(notes.join()).toContain(dirname(cluster))

  const second = await openForTest(dataDir)
  expect(second.url).toBe(first.url)
  await first.close()
  await second.close()
  await removeEmbedded(dataDir)
  await expect(stat(dirname(cluster))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('without root, the caller runs the server itself', async (context) => {
  context.skip(!isRoot, 'every other test here runs without root already')
  context.skip(!(await canEnter(NOBODY, import.meta.dirname)), 'nobody can read this checkout')
  const dataDir = join(await tempFolder(), '.unsaid')
  await mkdir(dataDir, { mode: 0o700 })
  await chown(dataDir, NOBODY.uid, NOBODY.gid)

  const holder = startFixture('hold-open.ts', dataDir, NOBODY)
  const server = await holder.opened()
  expect((await stat(clusterOf(server))).uid).toBe(NOBODY.uid)
  expect(await queryOnce(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  // root, coming second, leaves it with its owner
  const visitor = await openForTest(dataDir)
  expect(visitor.url).toBe(server.url)
  expect(await holder.finish()).toBe(0)
  await visitor.close()
  expect(await postmasterOf(server)).toBeUndefined()
})
