import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { errorCode } from './error-code.ts'
import { canEnter, findServerUser } from './server-user.ts'
import type { Say, ServerUser } from './server-user.ts'
import { writeWhole } from './write-whole.ts'

/** Where root keeps clusters, and copies of the binaries, that the server's user can reach. */
export const SHARED_FOLDER = '/var/lib/unsaid'

/** Where everything of one data folder lies, and who runs it. */
export interface Place {
  readonly dataDir: string
  /** Holds the cluster and what is beside it; the data folder unless its path is closed. */
  readonly home: string
  readonly cluster: string
  readonly logFile: string
  readonly secretsFile: string
  readonly pepperFile: string
  readonly settingsFile: string
  readonly user: ServerUser | undefined
}

/** Finds, or makes, the place of a data folder's cluster. The same folder always gives the same. */
export async function choosePlace(dataDir: string, say: Say): Promise<Place> {
  const folder = await makeDataFolder(dataDir)
  const recorded = await recordedHome(folder)
  const user = await findServerUser(clusterIn(recorded ?? folder), say)
  if (user) await letUserThrough(folder, user)
  if (!user || recorded) return checkedPlace(folder, recorded ?? folder, user)
  if (await canEnter(user, folder)) return checkedPlace(folder, folder, user)

  if (await exists(clusterIn(folder))) {
    throw new EmbeddedError(`${user.name} can't reach ${folder} any more; make its path accessible`)
  }
  const home = await makeSharedHome(folder, user)
  say(`${user.name} can't reach ${folder}: the cluster lies in ${home}`)
  return checkedPlace(folder, home, user)
}

/** The place of a cluster that may exist; makes nothing. */
export async function findPlace(dataDir: string): Promise<Place | undefined> {
  const folder = await realpath(dataDir).catch(() => undefined)
  if (!folder) return undefined
  const home = (await recordedHome(folder)) ?? folder
  const user = await findServerUser(clusterIn(home), () => {})
  return (await exists(home)) ? placeIn(folder, home, user) : undefined
}

/** Notes in the data folder that its cluster lies elsewhere. Called under the lock. */
export async function recordPlace(place: Place): Promise<void> {
  if (place.home === place.dataDir) return
  const where = JSON.stringify({ cluster: place.cluster }, null, 2)
  await writeWhole(whereFile(place.dataDir), `${where}\n`, 0o600)
}

/** Whatever the umask, the server's user can pass through. */
export async function makeSharedFolder(): Promise<void> {
  await mkdir(SHARED_FOLDER, { recursive: true })
  await chmod(SHARED_FOLDER, 0o711)
}

export function whereFile(dataDir: string): string {
  return join(dataDir, 'where.json')
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function clusterIn(home: string): string {
  return join(home, 'postgres')
}

function placeIn(dataDir: string, home: string, user: ServerUser | undefined): Place {
  return {
    dataDir,
    home,
    cluster: clusterIn(home),
    logFile: join(home, 'postgres.log'),
    secretsFile: join(home, 'postgres-secrets.json'),
    pepperFile: join(home, 'pepper'),
    settingsFile: join(home, 'unsaid.conf'),
    user,
  }
}

/** pg_ctl hands these paths to a shell between double quotes. */
function checkedPlace(dataDir: string, home: string, user: ServerUser | undefined): Place {
  if (process.platform !== 'win32' && /["$`\\\n]/.test(home)) {
    throw new EmbeddedError(
      `the path ${home} holds one of " $ \` \\, which pg_ctl can't take; move it`,
    )
  }
  return placeIn(dataDir, home, user)
}

async function makeDataFolder(dataDir: string): Promise<string> {
  const path = resolve(dataDir)
  await mkdir(dirname(path), { recursive: true })
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error
  })
  return realpath(path)
}

/**
 * A folder that only root may enter keeps its own server out. While it is new, the server's group
 * may pass through it; listing stays with root. A folder in use keeps the mode that it has.
 */
async function letUserThrough(folder: string, user: ServerUser): Promise<void> {
  const { uid, mode } = await stat(folder)
  if (uid !== 0 || (mode & 0o077) !== 0 || (await readdir(folder)).length > 0) return
  await chown(folder, 0, user.gid)
  await chmod(folder, 0o710)
}

async function makeSharedHome(folder: string, user: ServerUser): Promise<string> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const home = join(SHARED_FOLDER, name)
  await makeSharedFolder()
  await mkdir(home, { recursive: true })
  await chown(home, 0, user.gid)
  await chmod(home, 0o710)
  return home
}

/** where.json is honoured after the folder was moved, but only for a path that we would choose. */
async function recordedHome(folder: string): Promise<string | undefined> {
  const text = await readFile(whereFile(folder), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined

  const cluster = /"cluster":\s*"([^"]+)"/.exec(text)?.[1] ?? ''
  const home = dirname(cluster)
  const ours = dirname(home) === SHARED_FOLDER && /^[0-9a-f]{16}$/.test(basename(home))
  if (ours && cluster === clusterIn(home)) return home
  throw new EmbeddedError(`${whereFile(folder)} names no cluster of ours; restore or delete it`)
}
