import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isLiving, newMark } from './process-mark.ts'

/* A user is one open of the server: a file named after its process, in a folder beside the
 * cluster. All of this is called under the folder lock. */

export const USERS_FOLDER = 'postgres-users'

/** Counts this process in, once per call. @returns the name to leave with */
export async function enter(home: string): Promise<string> {
  const mark = newMark()
  await mkdir(join(home, USERS_FOLDER), { recursive: true, mode: 0o700 })
  await writeFile(join(home, USERS_FOLDER, mark), '')
  return mark
}

/** Counts one open out. */
export async function leave(home: string, mark: string): Promise<void> {
  await rm(join(home, USERS_FOLDER, mark), { force: true })
}

/** Who uses the server now. Users that were killed are forgotten on the way. */
export async function livingUsers(home: string): Promise<string[]> {
  const marks = await readdir(join(home, USERS_FOLDER)).catch(() => [])
  const dead = marks.filter((mark) => !isLiving(mark))
  await Promise.all(dead.map((mark) => leave(home, mark)))
  return marks.filter((mark) => !dead.includes(mark))
}

/** How many of those who use the server now opened it before this user. */
export async function eldersOf(home: string, mark: string): Promise<number> {
  const since = async (one: string) => {
    const file = await stat(join(home, USERS_FOLDER, one)).catch(() => undefined)
    return file?.mtimeMs ?? Infinity // has just left
  }
  const own = await since(mark)
  const others = (await livingUsers(home)).filter((one) => one !== mark)
  const times = await Promise.all(others.map(since))
  return times.filter((time) => time < own).length
}
