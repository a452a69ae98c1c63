import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from './cluster-place.ts'
import { EmbeddedError } from './embedded-error.ts'
import { readPostmaster } from './postmaster-file.ts'
import { runBinary } from './prepare-binaries.ts'
import type { Binaries } from './prepare-binaries.ts'

const PATIENCE_S = 300

/**
 * Stops the cluster's server if it runs, and waits until it is gone. Called under the lock.
 * pg_ctl signals whatever pid the file names, so a reused pid must not reach it.
 */
export async function stopServer(binaries: Binaries, place: Place): Promise<void> {
  const postmaster = await readPostmaster(place.cluster)
  if (!postmaster?.genuine) return

  const args = ['stop', '-s', '-D', place.cluster, '-m', 'fast', '-w', '-t', String(PATIENCE_S)]
  const stopped = await runBinary(binaries, 'pg_ctl', args, { cwd: place.home })
  const left = await readPostmaster(place.cluster)
  if (left?.genuine) {
    throw new EmbeddedError(`the server (pid ${left.pid}) does not stop: ${stopped.output}`)
  }
  // pg_ctl returns when the pid file is gone; the process needs another moment
  while (postmaster.isAlive()) await sleep(2)
}
