import { constants } from 'node:fs'
import { chmod, chown, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Place } from './cluster-place.ts'
import { EmbeddedError } from './embedded-error.ts'
import { loginStatements } from './login-statements.ts'
import { runBinary } from './prepare-binaries.ts'
import type { Binaries } from './prepare-binaries.ts'
import { newMark } from './process-mark.ts'
import { BOOTSTRAP, makeSecrets } from './secrets.ts'
import type { Secrets } from './secrets.ts'
import type { ServerUser } from './server-user.ts'

/** Folders of this name hold a cluster that is being made, or was when its maker was killed. */
export const UNFINISHED = 'postgres-new-'

/**
 * Makes the cluster with its logins and its database, without starting a server. It is made aside
 * and renamed into place when complete: killed anywhere, the next open starts over.
 * Called under the lock.
 */
export async function createCluster(binaries: Binaries, place: Place): Promise<void> {
  const secrets = await makeSecrets(place)
  const scratch = join(place.home, `${UNFINISHED}${newMark()}`)
  try {
    await mkdir(scratch)
    await chmod(scratch, place.user ? 0o711 : 0o700)
    await initialise(binaries, scratch, secrets)
    await createLogins(binaries, join(scratch, 'cluster'), secrets)
    await includeSettings(join(scratch, 'cluster'), basename(place.settingsFile))
    await rename(join(scratch, 'cluster'), place.cluster)
    await syncFolder(place.home)
  } finally {
    await dropUnfinished(place.home)
  }
}

/** The programs of a killed maker may still be dying in there; what resists goes next time. */
export async function dropUnfinished(home: string): Promise<void> {
  const names = (await readdir(home)).filter((name) => name.startsWith(UNFINISHED))
  const options = { recursive: true, force: true, maxRetries: 3 }
  await Promise.all(names.map((name) => rm(join(home, name), options).catch(() => {})))
}

async function initialise(binaries: Binaries, scratch: string, secrets: Secrets): Promise<void> {
  const [cluster, passwordFile] = [join(scratch, 'cluster'), join(scratch, 'password')]
  await mkdir(cluster, { mode: 0o700 })
  await writeFile(passwordFile, secrets.bootstrap, { mode: 0o600, flag: 'wx' })
  await giveTo(binaries.user, cluster, passwordFile)
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = [`--username=${BOOTSTRAP}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const kind = ['--encoding=UTF8', '--data-checksums', '--no-instructions']
  const made = await runBinary(
    binaries,
    'initdb',
    [`-D${cluster}`, ...kind, ...locale, ...access],
    {
      cwd: scratch,
    },
  )
  await rm(passwordFile)
  if (!made.ok) throw new EmbeddedError(`initdb failed in ${scratch}:\n${made.output}`)
}

/** Single-user mode needs no port and no password, and is over when its input is. */
async function createLogins(binaries: Binaries, cluster: string, secrets: Secrets): Promise<void> {
  const strict = ['exit_on_error=on', 'log_min_error_statement=panic', 'log_error_verbosity=terse']
  const args = ['--single', '-D', cluster, ...strict.flatMap((name) => ['-c', name]), 'postgres']
  const made = await runBinary(binaries, 'postgres', args, {
    cwd: cluster,
    input: loginStatements(secrets),
  })
  if (!made.ok) throw new EmbeddedError(`could not create the logins:\n${made.output}`)
}

/** The folder belongs to the server's user; root must not follow a link planted there. */
async function includeSettings(cluster: string, settings: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW
  const file = await open(join(cluster, 'postgresql.conf'), flags)
  try {
    await file.appendFile(`\ninclude '../${settings}'\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function giveTo(user: ServerUser | undefined, ...paths: string[]): Promise<void> {
  if (user) await Promise.all(paths.map((path) => chown(path, user.uid, user.gid)))
}

/** Without it a power cut may undo the rename. Windows has no such call for folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}
