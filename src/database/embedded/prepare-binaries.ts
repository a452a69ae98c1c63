import { join } from 'node:path'
import { SHARED_FOLDER, exists, makeSharedFolder } from './cluster-place.ts'
import type { Place } from './cluster-place.ts'
import { copyBinaries } from './copy-binaries.ts'
import { EmbeddedError } from './embedded-error.ts'
import type { NativePackage } from './locate-binaries.ts'
import { repairLinks } from './repair-links.ts'
import { runProgram } from './run-program.ts'
import type { Finished } from './run-program.ts'
import type { ServerUser } from './server-user.ts'

/** The programs of one Postgres, and who runs them. */
export interface Binaries {
  readonly folder: string
  readonly user: ServerUser | undefined
}

/**
 * Gives binaries that really run for the server's user: those of the package, repaired if need be,
 * or a readable copy of them.
 */
export async function prepareBinaries(native: NativePackage, place: Place): Promise<Binaries> {
  const { user } = place
  await repairLinks(native.folder).catch(() => {}) // read-only: the copy is repaired instead
  const installed = { folder: native.folder, user }
  if ((await tryOut(installed)).ok) return installed

  if (user) await makeSharedFolder()
  const shelf = join(user ? SHARED_FOLDER : place.dataDir, cacheName(native))
  if (!(await exists(shelf))) await copyBinaries(native.folder, shelf)
  const copied = { folder: join(shelf, 'native'), user }
  const trial = await tryOut(copied)
  if (!trial.ok) throw cannotRun(native, trial.output)
  return copied
}

/** Runs one of the programs `initdb`, `pg_ctl`, `postgres` as the server's user. */
export function runBinary(
  binaries: Binaries,
  program: 'initdb' | 'pg_ctl' | 'postgres',
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): Promise<Finished> {
  const file = join(binaries.folder, 'bin', program)
  return runProgram(file, args, { user: binaries.user, ...options })
}

function cacheName(native: NativePackage): string {
  return `native-${native.version}-${native.platform}`
}

/** Permissions, missing links and a foreign C library all show when the program is run. */
function tryOut(binaries: Binaries): Promise<Finished> {
  return runBinary(binaries, 'postgres', ['--version'])
}

function cannotRun(native: NativePackage, output: string): EmbeddedError {
  return new EmbeddedError(
    `the embedded Postgres ${native.version} does not run here (${output}). ` +
      'It needs glibc 2.27 or later, which Alpine and other musl systems lack: ' +
      'set DATABASE_URL to a Postgres of your own',
  )
}
