import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { choosePlace } from '../../src/database/embedded/cluster-place.ts'
import { openEmbedded } from '../../src/database/embedded/open-embedded.ts'
import { tempDataDir } from '../database/embedded/temp-folder.ts'
import { onServer, withDatabase } from '../postgres-server.ts'

/** How Unsaid is told of a server that it can't work on; it goes with the test. */
type Env = Readonly<Record<'DATABASE_URL' | 'UNSAID_OWNER_DATABASE_URL', string>>

/** A database that can't hold every script. */
export async function latinDatabase(): Promise<Env> {
  const { adminUrl, url, ownerUrl } = inject('postgres')
  const name = `latin_${randomUUID().replaceAll('-', '')}`
  await onServer(
    adminUrl,
    `create database ${name} encoding 'LATIN1' locale 'C' template template0 owner unsaid_owner`,
  )
  onTestFinished(() => onServer(adminUrl, `drop database ${name} with (force)`))
  return {
    DATABASE_URL: withDatabase(url, name),
    UNSAID_OWNER_DATABASE_URL: withDatabase(ownerUrl, name),
  }
}

/** A standby. Without a server to follow it stays what it is, and waits. */
export async function standbyServer(): Promise<Env> {
  const folder = await tempDataDir()
  await (await openEmbedded(folder)).close()
  const { cluster } = await choosePlace(folder, () => undefined)
  await writeFile(join(cluster, 'standby.signal'), '')
  const server = await openEmbedded(folder)
  onTestFinished(() => server.close())
  return { DATABASE_URL: server.url, UNSAID_OWNER_DATABASE_URL: server.ownerUrl }
}
