import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { newPool } from '../../../src/database/connection.ts'
import { EmbeddedError } from '../../../src/database/embedded/embedded-error.ts'
import { startFixture } from './fixture-process.ts'
import { openForTest } from './open-for-test.ts'
import { clusterOf, postmasterOf, startsOf } from './postmaster-of.ts'
import { queryOnce } from './query-once.ts'
import { tempDataDir } from './temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

const PACE = { look: 20, first: 1, longest: 4 }

/** Kills the server and waits for another in its place, whoever starts that. */
async function killAndWait(server: { readonly logFile: string }): Promise<void> {
  const before = await postmasterOf(server)
  process.kill(before!, 'SIGKILL')
  const another = async () => ![undefined, before].includes(await postmasterOf(server))
  await expect.poll(another).toBe(true)
}

/** A backend that is going, or a server that is still recovering, is asked again. */
async function answers(ask: () => Promise<unknown>): Promise<void> {
  const asked = () =>
    ask().then(
      () => 'answers',
      () => 'not yet',
    )
  await expect.poll(asked).toBe('answers')
}

test('a server that is killed comes back on its port, with what it had, again and again', async () => {
  const said: string[] = []
  const say = (line: string) => said.push(line)
  const server = await openForTest(await tempDataDir(), { say, pace: PACE })
  await queryOnce(server.ownerUrl, 'create table kept (n int); insert into kept values (1)')

  for (const round of [2, 3]) {
    await killAndWait(server)
    await answers(() => queryOnce(server.url, 'select 1'))
    expect(await queryOnce(server.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }])
    await expect
      .poll(() => said.filter((line) => line.includes('it runs again')))
      .toHaveLength(round - 1)
    expect(startsOf(server)).toBe(round)
  }
  await server.close()
  expect(await postmasterOf(server)).toBeUndefined()
})

test('so it does for those who are attached, whose pools open it again', async () => {
  const dataDir = await tempDataDir()
  const owner = startFixture('hold-open.ts', dataDir)
  const { url } = await owner.opened()
  const said: string[] = []
  const attached = await openForTest(dataDir, { say: (line) => said.push(line), pace: PACE })
  const pool = newPool({ connectionString: attached.url })
  onTestFinished(() => pool.end())
  await pool.query('select 1')

  await killAndWait(attached)
  await answers(() => pool.query('select 1'))
  expect(attached.url).toBe(url)
  expect(said).toEqual([])
  expect(await owner.finish()).toBe(0)
  await attached.close()
})

test('whoever is left starts it, when the process that opened it first is killed with it', async () => {
  const dataDir = await tempDataDir()
  const owner = startFixture('hold-open.ts', dataDir)
  await owner.opened()
  const attached = await openForTest(dataDir, { pace: PACE })
  await owner.kill()

  await killAndWait(attached)
  await answers(() => queryOnce(attached.url, 'select 1'))
  await attached.close()
})

test('a process that opens the folder meanwhile finds it on the port that the others know', async () => {
  const dataDir = await tempDataDir()
  // It looks so rarely that it is the second one's to start.
  const first = await openForTest(dataDir, { pace: { ...PACE, look: 60_000 } })
  process.kill((await postmasterOf(first))!, 'SIGKILL')

  const second = await openForTest(dataDir, { pace: PACE })
  expect(second.url).toBe(first.url)
  await first.close()
  await second.close()
})

test('ten failures in a row are the end, told with the last of them', async () => {
  const said: string[] = []
  const say = (line: string) => said.push(line)
  const server = await openForTest(await tempDataDir(), { say, pace: PACE })
  await appendFile(join(clusterOf(server), 'postgresql.conf'), '\nno_such_setting = 1\n')
  process.kill((await postmasterOf(server))!, 'SIGKILL')

  const failure: unknown = await server.lost.catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(EmbeddedError)
  expect(String(failure)).toContain('does not start')
  const told = said.filter((line) => line.includes('is tried again'))
  expect(told).toHaveLength(9)
  expect(told[0]).toMatch(/is tried again: .*FATAL: {2}configuration file/)
})
