import { chmod, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from './error-code.ts'
import { isLiving, newMark } from './process-mark.ts'
import { repairLinks } from './repair-links.ts'

/**
 * Copies a native folder to a place where everybody can read it. The copy appears whole or not at
 * all; of several at once the first stays.
 */
export async function copyBinaries(native: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await sweepAbandonedCopies(target)
  const draft = `${target}.${newMark()}`
  try {
    // repairLinks finds its paths relative to a folder named native
    await cp(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await repairLinks(join(draft, 'native'))
    await letAllRead(draft)
    await rename(draft, target).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** An install under a strict umask gave the files to its user alone. */
async function letAllRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const runs = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0
    await chmod(path, runs ? 0o755 : 0o644)
  }
}

async function sweepAbandonedCopies(target: string): Promise<void> {
  const prefix = `${basename(target)}.`
  const drafts = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix))
  const abandoned = drafts.filter((name) => !isLiving(name.slice(prefix.length)))
  const paths = abandoned.map((name) => join(dirname(target), name))
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })))
}
