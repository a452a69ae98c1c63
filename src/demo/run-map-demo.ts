import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import { createClosing, type Closing } from '../closing.ts'
import { readConfig } from '../config.ts'
import { newPool } from '../database/connection.ts'
import { removeEmbedded } from '../database/embedded/remove-embedded.ts'
import { findPostgres, type AppPlace } from '../setup/open-app.ts'
import { readMappedSystem, type MappedSystem } from './mapped-system.ts'
import { playMapped } from './play-mapped.ts'
import { openShell, type RunUnsaid } from './shell.ts'
import { storeSystem } from './store-system.ts'
import type { Tell } from './tell.ts'

export interface MapDemo {
  /** One of `mappedSystems()`. */
  readonly system: string
  readonly run: RunUnsaid
  readonly tell: Tell
  /** Receives notes that are not part of the demo. */
  readonly say: Tell
}

/**
 * Shows redaction and erasure on the tables of another system: makes them on an embedded Postgres,
 * and types the commands that whoever runs that system would. Needs nothing but Node, and leaves
 * nothing behind.
 *
 * @throws StepFailed when a step does not come to what it must
 */
export async function runMapDemo({ system, run, tell, say }: MapDemo): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'unsaid-demo-'))
  const closing = createClosing()
  closing.opened(data, async (one) => {
    await removeEmbedded(one)
    await rm(one, { recursive: true, force: true })
  })
  try {
    const config = readConfig({ UNSAID_DATA_DIR: data })
    const place = await findPostgres(config, { closing, say })
    const shown = readMappedSystem(system)
    const owner = openOwner(place, closing)
    await storeSystem(owner, shown)
    const folder = await writeFiles(join(data, 'files'), shown)
    const shell = openShell(
      { run, folder, env: environment(place, data), ownerUrl: place.ownerUrl },
      tell,
    )
    await playMapped({ system: shown, owner, folder, type: shell, tell })
  } finally {
    await closing.close()
  }
}

function openOwner({ ownerUrl }: AppPlace, closing: Closing): Kysely<never> {
  const pool = newPool({ connectionString: ownerUrl, max: 1 })
  const dialect = new PostgresDialect({ pool })
  return closing.opened(new Kysely<never>({ dialect }), (one) => one.destroy())
}

/** What would be typed if others could not see it: a person is named in files. */
async function writeFiles(folder: string, { scene }: MappedSystem): Promise<string> {
  await mkdir(folder, { mode: 0o700 })
  const { email, texts } = scene.person
  await writeFile(join(folder, 'email.txt'), `${email}\n`, { mode: 0o600 })
  await writeFile(join(folder, 'words.txt'), `${texts.join('\n')}\n`, { mode: 0o600 })
  return folder
}

function environment({ url, ownerUrl }: AppPlace, data: string): Record<string, string> {
  return {
    DATABASE_URL: url,
    UNSAID_OWNER_DATABASE_URL: ownerUrl,
    UNSAID_PEPPER: randomBytes(24).toString('hex'),
    UNSAID_DATA_DIR: data,
    UNSAID_LEDGER_HEADS: 'ledger-heads.ndjson',
  }
}
