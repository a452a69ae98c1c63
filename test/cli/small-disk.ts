import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { tempFolder } from '../database/embedded/temp-folder.ts'

export const NO_SMALL_DISK = 'this user may not mount a tmpfs of its own: run the tests as root'

/** A folder on a disk of its own that holds so much; undefined where none can be made. */
export async function smallDisk(megabytes: number): Promise<string | undefined> {
  const folder = await tempFolder()
  try {
    const size = `size=${String(megabytes)}m,mode=0755`
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
  chmodSync(folder, 0o755)
  return folder
}
