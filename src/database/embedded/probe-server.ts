import { realpath } from 'node:fs/promises'
import pg from 'pg'
import type { Place } from './cluster-place.ts'
import { EmbeddedError } from './embedded-error.ts'
import { errorCode } from './error-code.ts'
import { readPostmaster } from './postmaster-file.ts'
import { BOOTSTRAP } from './secrets.ts'
import type { Secrets } from './secrets.ts'

export type ServerState =
  | { readonly kind: 'ready'; readonly port: number }
  /** Ours, and starting, recovering or stopping. */
  | { readonly kind: 'busy' }
  /** No server; `pidReused` when its pid now belongs to an unrelated process. */
  | { readonly kind: 'gone'; readonly pidReused: boolean }

/** Looks whether this cluster's own server runs and answers. */
export async function probeServer(place: Place, secrets: Secrets): Promise<ServerState> {
  const postmaster = await readPostmaster(place.cluster)
  if (!postmaster?.genuine) return { kind: 'gone', pidReused: postmaster !== undefined }
  if (postmaster.port === 0) return { kind: 'busy' }

  const served = await servedFolder(postmaster.port, secrets, place)
  if (served === undefined) return { kind: 'busy' }
  if (served !== place.cluster) return { kind: 'gone', pidReused: true }
  return { kind: 'ready', port: postmaster.port }
}

/** The folder that the server on this port serves; undefined when it takes no connections now. */
async function servedFolder(port: number, secrets: Secrets, place: Place) {
  const login = { user: BOOTSTRAP, password: secrets.bootstrap, database: 'postgres' }
  const client = new pg.Client({ host: '127.0.0.1', port, ssl: false, ...login })
  client.on('error', () => {}) // the query fails as well, and is heard
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return await realpath(rows[0]?.data_directory ?? '')
  } catch (error) {
    if (!isRefusedLogin(error)) return undefined
    throw new EmbeddedError(`${place.secretsFile} does not fit ${place.cluster}; restore that file`)
  } finally {
    await client.end().catch(() => {})
  }
}

function isRefusedLogin(error: unknown): boolean {
  return ['28P01', '28000'].includes(errorCode(error))
}
