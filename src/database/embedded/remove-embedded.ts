import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findPlace, whereFile } from './cluster-place.ts'
import type { Place } from './cluster-place.ts'
import { dropUnfinished } from './create-cluster.ts'
import { EmbeddedError } from './embedded-error.ts'
import { withFolderLock } from './folder-lock.ts'
import { locateBinaries } from './locate-binaries.ts'
import { readPostmaster } from './postmaster-file.ts'
import { prepareBinaries } from './prepare-binaries.ts'
import { pidOf } from './process-mark.ts'
import { stopServer } from './stop-server.ts'
import { USERS_FOLDER, livingUsers } from './users.ts'

/**
 * Deletes the cluster of a data folder, its passwords, its pepper and its log, wherever they lie; a server that
 * nobody uses is stopped first. Other files in the folder stay. Nothing there is no failure.
 * @throws EmbeddedError while a living process, this one included, has it open
 */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const place = await findPlace(dataDir)
  if (place) await withFolderLock(place.home, () => removeUnused(place))
  // refused while another process waits for the lock in there, which then makes it anew
  if (place && place.home !== place.dataDir) await rmdir(place.home).catch(() => {})
}

async function removeUnused(place: Place): Promise<void> {
  const users = await livingUsers(place.home)
  if (users.length > 0) {
    const pids = [...new Set(users.map(pidOf))].join(', ')
    throw new EmbeddedError(`${place.cluster} is in use by process ${pids}; end that first`)
  }
  await stopLeftover(place)
  await dropUnfinished(place.home)
  const beside = [place.logFile, place.settingsFile, place.secretsFile, place.pepperFile]
  const paths = [place.cluster, ...beside, join(place.home, USERS_FOLDER), whereFile(place.dataDir)]
  for (const path of paths) await rm(path, { recursive: true, force: true })
}

/** The binaries are needed only for a server that a killed process left. */
async function stopLeftover(place: Place): Promise<void> {
  const postmaster = await readPostmaster(place.cluster)
  if (!postmaster?.genuine) return
  await stopServer(await prepareBinaries(await locateBinaries(), place), place)
}
