import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { readPostmaster } from '../../src/database/embedded/postmaster-file.ts'
import { removeEmbedded } from '../../src/database/embedded/remove-embedded.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { NO_SMALL_DISK, smallDisk } from '../cli/small-disk.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { tempDataDir } from '../database/embedded/temp-folder.ts'
import { NO_POSTGRES, postgresFolder } from '../postgres-on-path.ts'
import { NO_REDIS } from '../redis-server.ts'
import { openServers } from '../queue/redis-servers.ts'
import type { Trouble } from './measured-cure.ts'
import { openOwnPostgres } from './own-postgres.ts'
import { ONLY_LATER, WAITED_FOR, type Refusal } from './refusing-servers.ts'

/** @returns why not, where something is not installed */
export type OpenTrouble = () => Promise<Trouble | string>

const PART = 'unsaid.conversation_part'

/** What comes while Unsaid runs. */
export const TROUBLES: Readonly<Record<string, OpenTrouble>> = {
  'a row filter on what is redacted': () =>
    published(`create publication watched for table ${PART} where (redacted_at is null)`),
  'no replica identity': () =>
    published(
      `alter table ${PART} replica identity nothing; create publication watched for all tables`,
    ),
  'Postgres is demoted (15)': () => ownPostgres('demote'),
  'Postgres is away (15)': () => ownPostgres('kill'),
  'the embedded Postgres is killed': embeddedKilled,
  'the disk is full, embedded': fullDisk,
  'Redis is away': redisAway,
  ...Object.fromEntries([...WAITED_FOR, ...ONLY_LATER].map((one) => [one.word, refused(one)])),
}

async function ownDatabase(): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database
}

async function published(does: string): Promise<Trouble> {
  const database = await ownDatabase()
  const undo = `drop publication if exists watched; alter table ${PART} replica identity default`
  const run = (text: string) => sql.raw(text).execute(database.admin)
  const env = environmentOf(database)
  return { env, begin: () => run(does), end: () => run(undo) }
}

async function ownPostgres(what: 'demote' | 'kill'): Promise<Trouble | string> {
  const programs = postgresFolder()
  if (programs === undefined) return NO_POSTGRES
  const { cluster, env } = await openOwnPostgres(programs)
  const [begin, end] =
    what === 'demote'
      ? [() => cluster.demote(), () => cluster.promote()]
      : [() => cluster.kill(), () => cluster.start()]
  return { env, begin, end }
}

async function embeddedKilled(): Promise<Trouble> {
  const dataDir = await tempDataDir()
  onTestFinished(() => removeEmbedded(dataDir))
  return {
    env: { UNSAID_DATA_DIR: dataDir },
    begin: async () => process.kill((await readPostmaster(join(dataDir, 'postgres')))!.pid, 9),
  }
}

async function fullDisk(): Promise<Trouble | string> {
  const disk = await smallDisk(256)
  if (!disk) return NO_SMALL_DISK
  const dataDir = join(disk, '.unsaid')
  onTestFinished(() => removeEmbedded(dataDir))
  const filler = join(disk, 'filler')
  return {
    env: { UNSAID_DATA_DIR: dataDir },
    async begin() {
      try {
        execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096'], { stdio: 'ignore' })
      } catch {
        // that it is full now is why it fails
      }
    },
    end: async () => rmSync(filler),
  }
}

async function redisAway(): Promise<Trouble | string> {
  const [server] = (await openServers(1)) ?? []
  if (!server) return NO_REDIS
  const database = await ownDatabase()
  const env = { ...environmentOf(database), REDIS_URL: server.url }
  return { env, begin: () => server.kill(), end: () => server.restart() }
}

function refused({ open }: Refusal): OpenTrouble {
  return async () => {
    const server = await open()
    if (!server) return NO_REDIS
    const database = await ownDatabase()
    const { url, begin, end } = server
    return { env: { ...environmentOf(database), REDIS_URL: url }, begin, end }
  }
}
