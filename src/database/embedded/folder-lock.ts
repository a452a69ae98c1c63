import { mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedError } from './embedded-error.ts'
import { errorCode } from './error-code.ts'
import { isLiving, newMark, pidOf } from './process-mark.ts'

const LOCK = 'postgres-lock'
const POLL_MS = 20

/** Longer than any start: a crash recovery may take minutes, and its holder is alive. */
const PATIENCE_MS = 600_000

/**
 * Runs the work while no other process, and no other caller in this one, runs any under this
 * folder's lock.
 *
 * The lock is a folder holding one file named after its holder. A folder with that file in it is
 * renamed into place, which fails while the lock is not empty. Releasing, and evicting a holder
 * that was killed, remove the file by its unique name: whoever comes late with an eviction can't
 * hit the next holder.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const mark = newMark()
  await takeLock(folder, mark)
  try {
    await sweepAbandonedTries(folder)
    return await work()
  } finally {
    await dropHolder(join(folder, LOCK), mark)
  }
}

async function takeLock(folder: string, mark: string): Promise<void> {
  const [lock, mine] = [join(folder, LOCK), join(folder, `${LOCK}.${mark}`)]
  await mkdir(mine, { recursive: true })
  await writeFile(join(mine, mark), '')

  const deadline = performance.now() + PATIENCE_MS
  while (!(await renamed(mine, lock))) {
    const holder = await livingHolder(lock)
    if (holder && performance.now() > deadline) {
      await rm(mine, { recursive: true })
      throw new EmbeddedError(`process ${pidOf(holder)} holds ${lock} and does not let go; end it`)
    }
    if (holder) await sleep(POLL_MS * (0.5 + Math.random()))
  }
}

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    // Windows says EPERM for a folder that exists; elsewhere that is a real refusal.
    const taken = process.platform === 'win32' ? ['EPERM', 'EACCES'] : ['ENOTEMPTY', 'EEXIST']
    if (taken.includes(errorCode(error))) return false
    throw error
  }
}

/** Who holds the lock; a dead holder is removed on the way. */
async function livingHolder(lock: string): Promise<string | undefined> {
  const marks = await readdir(lock).catch(() => [])
  const living = marks.find(isLiving)
  if (!living) await Promise.all([...marks, ''].map((mark) => dropHolder(lock, mark)))
  return living
}

/** rmdir refuses a folder that is not empty, so it can't take the next holder's lock. */
async function dropHolder(lock: string, mark: string): Promise<void> {
  if (mark) await unlink(join(lock, mark)).catch(() => {})
  await rmdir(lock).catch(() => {})
}

async function sweepAbandonedTries(folder: string): Promise<void> {
  const tries = (await readdir(folder)).filter((name) => name.startsWith(`${LOCK}.`))
  const abandoned = tries.filter((name) => !isLiving(name.slice(LOCK.length + 1)))
  await Promise.all(abandoned.map((name) => rm(join(folder, name), { recursive: true })))
}
