import { lstat, readFile, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from './error-code.ts'

/**
 * Makes the library links of a native folder that are missing. Npm packages can't hold links, and
 * the script that makes them does not run under `npm ci --ignore-scripts`.
 */
export async function repairLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(text) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (await isThere(link)) continue
    await symlink(basename(source), link).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error // another process was quicker
    })
  }
}

async function isThere(link: string): Promise<boolean> {
  return lstat(link).then(
    () => true,
    () => false,
  )
}
