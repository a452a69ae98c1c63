import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { removeEmbedded } from '../../../src/database/embedded/remove-embedded.ts'

/** A folder that goes with the test, readable for the server's user. */
export async function tempFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'unsaid-embedded-'))
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A data folder that goes with the test, together with a server that the test left behind. */
export async function tempDataDir(parent?: string): Promise<string> {
  const dataDir = join(await tempFolder(parent), '.unsaid')
  onTestFinished(() => removeEmbedded(dataDir))
  return dataDir
}
