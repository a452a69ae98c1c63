import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { withFolderLock } from '../../../src/database/embedded/folder-lock.ts'
import { isLiving, newMark } from '../../../src/database/embedded/process-mark.ts'
import { startFixture } from './fixture-process.ts'
import { tempFolder } from './temp-folder.ts'

vi.setConfig({ testTimeout: 60_000 })

test('callers come one at a time, and leave nothing behind', async () => {
  const folder = await tempFolder()
  expect(await mostAtOnce(folder, 30)).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a lock whose holder was killed passes on', async () => {
  const folder = await tempFolder()
  const holder = startFixture('hold-lock.ts', folder)
  await holder.firstLine
  await holder.kill()
  expect(await withFolderLock(folder, async () => 'mine')).toBe('mine')
})

test('many that find a dead holder at once still come one at a time', async () => {
  for (let round = 0; round < 10; round += 1) {
    const folder = await tempFolder()
    await mkdir(join(folder, 'postgres-lock'))
    await writeFile(join(folder, 'postgres-lock', markOfAnEarlierProcess()), '')
    expect(await mostAtOnce(folder, 20)).toBe(1)
  }
})

test('work that fails gives the lock back', async () => {
  const folder = await tempFolder()
  const failing = withFolderLock(folder, () => Promise.reject(new Error('failed')))
  await expect(failing).rejects.toThrow('failed')
  expect(await readdir(folder)).toEqual([])
})

test('a mark lives as long as its process, whoever gets the pid later', () => {
  expect(isLiving(newMark())).toBe(true)
  expect(isLiving(markOfAnEarlierProcess())).toBe(false)
  expect(isLiving('not a mark')).toBe(false)
})

/** The most callers that were inside at one time. */
async function mostAtOnce(folder: string, callers: number): Promise<number> {
  let [inside, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++inside)
    await turn()
    inside -= 1
  }
  await Promise.all(Array.from({ length: callers }, () => withFolderLock(folder, work)))
  return most
}

/** As a process left it whose pid is ours today. */
function markOfAnEarlierProcess(): string {
  return newMark().replace(/-[\w.]*-/, '-1.00000000-')
}
