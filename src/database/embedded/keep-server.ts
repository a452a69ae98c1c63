import { exists, type Place } from './cluster-place.ts'
import { FullDiskError } from './embedded-error.ts'
import { errorCode } from './error-code.ts'
import { withFolderLock } from './folder-lock.ts'
import { keepRunning, type Kept, type RestartPace } from './keep-running.ts'
import { readPostmaster } from './postmaster-file.ts'
import type { Binaries } from './prepare-binaries.ts'
import type { Secrets } from './secrets.ts'
import type { Say } from './server-user.ts'
import { startServer } from './start-server.ts'
import { eldersOf } from './users.ts'

/**
 * Milliseconds that whoever opened the server before gets for it: longer than its ten tries take,
 * so that only one that is frozen is passed over.
 */
const TURN = 180_000

export interface KeepServerOptions {
  readonly binaries: Binaries
  readonly place: Place
  readonly secrets: Secrets
  /** This process's name among the users. */
  readonly mark: string
  readonly say: Say
  readonly pace?: RestartPace | undefined
}

/**
 * Starts the cluster's server again when it has ended, on the port that its users know. Of several
 * processes the one that opened it first does; the others wait, and open their connections again.
 */
export function keepServer(options: KeepServerOptions): Kept {
  const { place, say, pace } = options
  let goneSince: number | undefined
  return keepRunning({
    say,
    pace,
    async isRunning() {
      const runs = (await readPostmaster(place.cluster))?.genuine ?? false
      if (runs) goneSince = undefined
      return runs
    },
    async start() {
      goneSince ??= performance.now()
      // deleted under us: taking the lock would make the folder again
      if (!(await exists(place.cluster))) return 'waits'
      return withFolderLock(place.home, () => startInTurn(options, goneSince))
    },
  })
}

async function startInTurn(
  { binaries, place, secrets, mark }: KeepServerOptions,
  goneSince = performance.now(),
): Promise<'started' | 'waits'> {
  const elders = await eldersOf(place.home, mark)
  if (performance.now() - goneSince < elders * TURN) return 'waits'
  await startServer(binaries, place, secrets).catch((error: unknown) => {
    // said of a file of ours it would not name the folder
    throw errorCode(error) === 'ENOSPC' ? new FullDiskError(place.cluster) : error
  })
  return 'started'
}
