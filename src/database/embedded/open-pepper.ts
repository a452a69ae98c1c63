import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Place } from './cluster-place.ts'
import { EmbeddedError } from './embedded-error.ts'
import { errorCode } from './error-code.ts'
import { writeWhole } from './write-whole.ts'

export interface EmbeddedPepper {
  readonly secret: string
  readonly file: string
}

/**
 * Reads the pepper beside the cluster, and makes it when there is none: a copy of the cluster holds
 * none, so the keys in it can't be guessed from. One made anew for a database that knows another is
 * found out by that database's check value. Called under the lock.
 */
export async function openPepper({ pepperFile: file }: Place): Promise<EmbeddedPepper> {
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (kept === undefined) {
    const secret = randomBytes(32).toString('hex')
    await writeWhole(file, `${secret}\n`, 0o600)
    return { secret, file }
  }
  if (kept.trim().length < 32) {
    throw new EmbeddedError(`${file} holds no pepper of 32 characters or more; restore that file`)
  }
  return { secret: kept.trim(), file }
}
