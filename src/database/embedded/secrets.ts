import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Place } from './cluster-place.ts'
import { EmbeddedError } from './embedded-error.ts'
import { writeWhole } from './write-whole.ts'

/** The superuser that initdb makes. Only this room uses it, to know its server from another. */
export const BOOTSTRAP = 'unsaid_bootstrap'
export const OWNER = 'unsaid_owner'
export const APP = 'unsaid'
export const DATABASE = 'unsaid'

/** Passwords by login. */
export interface Secrets {
  readonly bootstrap: string
  readonly owner: string
  readonly app: string
}

/** Makes new passwords and stores them beside the cluster: a copy of the cluster holds none. */
export async function makeSecrets(place: Place): Promise<Secrets> {
  const secrets = { bootstrap: password(), owner: password(), app: password() }
  await writeWhole(place.secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, 0o600)
  return secrets
}

/** Reads the passwords of a cluster that exists. */
export async function readSecrets(place: Place): Promise<Secrets> {
  try {
    const secrets = JSON.parse(await readFile(place.secretsFile, 'utf8')) as Secrets
    const { bootstrap, owner, app } = secrets
    if (![bootstrap, owner, app].every((text) => /^[0-9a-f]+$/.test(text))) throw new Error()
    return secrets
  } catch {
    throw new EmbeddedError(
      `the passwords of ${place.cluster} can't be read from ${place.secretsFile}; ` +
        'restore that file, or delete the cluster to start afresh',
    )
  }
}

function password(): string {
  return randomBytes(24).toString('hex')
}
