import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { choosePlace } from '../../src/database/embedded/cluster-place.ts'
import { openEmbedded } from '../../src/database/embedded/open-embedded.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { tempDataDir } from '../database/embedded/temp-folder.ts'
import { onServer, withDatabase } from '../postgres-server.ts'

test('a database that can not hold every script is refused, with the statement for one that can', async () => {
  const { adminUrl, url, ownerUrl } = inject('postgres')
  const name = `latin_${randomUUID().replaceAll('-', '')}`
  await onServer(
    adminUrl,
    `create database ${name} encoding 'LATIN1' locale 'C' template template0 owner unsaid_owner`,
  )
  onTestFinished(() => onServer(adminUrl, `drop database ${name} with (force)`))
  const env = {
    DATABASE_URL: withDatabase(url, name),
    UNSAID_OWNER_DATABASE_URL: withDatabase(ownerUrl, name),
  }
  const refusal = "the database's encoding is LATIN1"
  for (const command of ['migrate', 'start', 'doctor']) {
    const { code, stdout, stderr } = await runUnsaid([command], { env })
    expect(stdout + stderr, command).toContain(refusal)
    expect(stdout + stderr, command).toContain("create database … encoding 'UTF8'")
    expect(code, command).not.toBe(0)
  }
})

test('a standby is refused, and named as what it is', async () => {
  const folder = await tempDataDir()
  const primary = await openEmbedded(folder)
  await primary.close()
  // Without a server to follow it stays what it is, and waits.
  const { cluster } = await choosePlace(folder, () => undefined)
  await writeFile(join(cluster, 'standby.signal'), '')
  const standby = await openEmbedded(folder)
  onTestFinished(() => standby.close())
  const env = { DATABASE_URL: standby.url, UNSAID_OWNER_DATABASE_URL: standby.ownerUrl }
  for (const command of ['migrate', 'start', 'doctor', 'worker']) {
    const { code, stdout, stderr } = await runUnsaid([command], { env })
    expect(stdout + stderr, command).toContain('is a standby and takes no writes')
    expect(code, command).not.toBe(0)
  }
})
