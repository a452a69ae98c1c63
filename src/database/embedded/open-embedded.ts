import { choosePlace, exists, recordPlace } from './cluster-place.ts'
import type { Place } from './cluster-place.ts'
import { createCluster, dropUnfinished } from './create-cluster.ts'
import { EmbeddedError, FullDiskError } from './embedded-error.ts'
import { errorCode } from './error-code.ts'
import { withFolderLock } from './folder-lock.ts'
import type { Kept, RestartPace } from './keep-running.ts'
import { keepServer } from './keep-server.ts'
import { locateBinaries } from './locate-binaries.ts'
import { openPepper, type EmbeddedPepper } from './open-pepper.ts'
import { prepareBinaries } from './prepare-binaries.ts'
import type { Binaries } from './prepare-binaries.ts'
import { APP, DATABASE, OWNER, readSecrets } from './secrets.ts'
import type { Secrets } from './secrets.ts'
import type { Say } from './server-user.ts'
import { startServer } from './start-server.ts'
import { stopServer } from './stop-server.ts'
import { enter, leave, livingUsers } from './users.ts'

/* data folder: what the user names, `.unsaid`      home: the folder that holds the cluster
 * cluster: what initdb makes                       server: the postmaster that serves it
 * user: one open of the server by a process        server's user: the OS user that runs it */

export interface EmbeddedServer {
  /** Connection string of the login that owns the schema and migrates (CREATEROLE, no superuser). */
  readonly ownerUrl: string
  /** Connection string of the login the app uses (`unsaid`, no attributes). */
  readonly url: string
  /** The secret of the keys in its database, and the file beside the cluster that keeps it. */
  readonly pepper: EmbeddedPepper
  /** The server's own log file. */
  readonly logFile: string
  /** Rejects with an EmbeddedError when it ended and could not be started again; never resolves. */
  readonly lost: Promise<never>
  /** Leaves the server; the last user that leaves stops it before this resolves. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  /** Receives one-line notes for the user: paths and ids only. */
  readonly say?: Say
  /** How fast a server that has ended is started again. */
  readonly pace?: RestartPace
}

/**
 * Opens the Postgres of a data folder: makes its cluster, starts its server, or attaches to the
 * server that another process started. A server that ends is started again, on the same port. No signal
 * handlers are installed: a process that ends without `close` leaves the server to the next one.
 * @param dataDir made when missing, e.g. `.unsaid`
 * @throws EmbeddedError with the cure
 */
export async function openEmbedded(
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const { say = () => {}, pace } = options
  try {
    const place = await choosePlace(dataDir, say)
    const binaries = await prepareBinaries(await locateBinaries(), place)
    return await withFolderLock(place.home, () => join(binaries, place, { say, pace }))
  } catch (error) {
    throw explained(error, dataDir)
  }
}

interface Joining {
  readonly say: Say
  readonly pace: RestartPace | undefined
}

async function join(
  binaries: Binaries,
  place: Place,
  { say, pace }: Joining,
): Promise<EmbeddedServer> {
  await recordPlace(place)
  await dropUnfinished(place.home)
  if (!(await exists(place.cluster))) {
    await createCluster(binaries, place)
    say(`made a Postgres cluster in ${place.cluster}`)
  }
  const secrets = await readSecrets(place)
  const pepper = await openPepper(place)
  const port = await startServer(binaries, place, secrets)
  const mark = await enter(place.home)
  const kept = keepServer({ binaries, place, secrets, mark, say, pace })
  let left: Promise<void> | undefined
  return {
    ...connectionStrings(port, secrets),
    pepper,
    logFile: place.logFile,
    lost: kept.lost,
    close: () => (left ??= part(binaries, place, { mark, kept })),
  }
}

interface User {
  readonly mark: string
  readonly kept: Kept
}

async function part(binaries: Binaries, place: Place, { mark, kept }: User): Promise<void> {
  await kept.stop()
  // deleted under us: a server that misses its pid file stops by itself
  if (!(await exists(place.home))) return
  await withFolderLock(place.home, async () => {
    await leave(place.home, mark)
    const others = await livingUsers(place.home)
    if (others.length === 0) await stopServer(binaries, place)
  })
}

function connectionStrings(port: number, secrets: Secrets) {
  const at = `127.0.0.1:${port}/${DATABASE}`
  return {
    ownerUrl: `postgres://${OWNER}:${secrets.owner}@${at}`,
    url: `postgres://${APP}:${secrets.app}@${at}`,
  }
}

/** What the file system refuses is for the user to mend; anything else is a defect of ours. */
function explained(error: unknown, dataDir: string): unknown {
  const codes = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST']
  if (error instanceof EmbeddedError) return error
  if (!(error instanceof Error) || !codes.includes(errorCode(error))) return error
  if (errorCode(error) === 'ENOSPC') return new FullDiskError(dataDir, { cause: error })
  return new EmbeddedError(
    `the data folder ${dataDir} can't be used (${error.message}): ` +
      'choose a folder that this user owns, or set DATABASE_URL',
    { cause: error },
  )
}
