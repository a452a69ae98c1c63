import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { readPostmaster } from '../../src/database/embedded/postmaster-file.ts'
import { removeEmbedded } from '../../src/database/embedded/remove-embedded.ts'
import { test } from '../database-test.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'
import { NO_SMALL_DISK, smallDisk } from './small-disk.ts'

async function openOn(disk: string) {
  const dataDir = join(disk, '.unsaid')
  onTestFinished(() => removeEmbedded(dataDir))
  const token = randomBytes(24).toString('hex')
  const env = { UNSAID_DATA_DIR: dataDir, PORT: '0', UNSAID_BOOTSTRAP_TOKEN: token }
  const server = startUnsaid(['start'], { env })
  const said = await server.said('Unsaid listens at http://127.0.0.1:')
  const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
  const ask = async (path: string, body?: object) => {
    const post = body && { method: 'POST', body: JSON.stringify(body) }
    const headers = { authorization: `Bearer ${token}`, prefer: 'respond-async' }
    const reply = await fetch(`${address}${path}`, { headers, ...post })
    return { status: reply.status, text: await reply.text() }
  }
  return { dataDir, env, server, ask }
}

/** Fills the disk up to its last page. @returns how room is made again */
function fill(disk: string, name = 'filler'): () => void {
  const file = join(disk, name)
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4096'], { stdio: 'ignore' })
  } catch {
    // that it is full now is why it fails
  }
  return () => rmSync(file, { force: true })
}

test(
  'a full disk is named by readyz, the reply, the log and doctor, and work goes on when there is room',
  { timeout: MANY_COMMANDS },
  async ({ skip }) => {
    const disk = await smallDisk(256)
    if (!disk) return skip(NO_SMALL_DISK)
    const { env, server, ask } = await openOn(disk)
    const { id, part, json } = sampleConversation()
    expect((await runUnsaid(['import', '-'], { env, input: json })).code).toBe(0)
    expect((await ask('/readyz')).status).toBe(200)

    const makeRoom = fill(disk)
    await expect.poll(async () => (await ask('/readyz')).text).toContain('disk_full')
    const doctor = await runUnsaid(['doctor'], { env })
    expect(doctor.stdout).toMatch(/^problem +(?:room|database): .*disk.* full/m)
    expect(doctor.code).toBe(3)
    // Pages that have room take rows for a while.
    const many = Array.from({ length: 5_000 }, (_, at) => ({
      type: 'conversation_part',
      conversation_id: id,
      conversation_part_id: `${part.slice(0, 8)}-${String(at)}`,
    }))
    const list = async () => ask('/redaction_jobs', { items: many })
    await expect.poll(async () => (await list()).text).toContain('The disk of the database is full')

    makeRoom()
    await expect.poll(async () => (await ask('/readyz')).status).toBe(200)
    const target = { type: 'conversation_part', conversation_id: id, conversation_part_id: part }
    expect((await ask('/conversations/redact', target)).status).toBe(202)
    const shown = async () => (await ask(`/conversations/${id}`)).text
    await expect.poll(shown).toContain('This message was deleted')
    server.child.kill('SIGTERM')
    const { code, stderr } = await server.ended
    expect(code).toBe(0)
    expect(stderr).toContain('"why":"the disk is full"')
  },
)

test(
  'an embedded server that is killed on a full disk is started when there is room',
  { timeout: MANY_COMMANDS },
  async ({ skip }) => {
    const disk = await smallDisk(256)
    if (!disk) return skip(NO_SMALL_DISK)
    const { dataDir, env, server, ask } = await openOn(disk)
    const makeRoom = fill(disk)
    process.kill((await readPostmaster(join(dataDir, 'postgres')))!.pid, 'SIGKILL')
    // What it had open and deleted left some pages; it would start in them.
    fill(disk, 'last pages')

    await server.said(`the disk of ${join(dataDir, 'postgres')} is full: make room on it`)
    await expect.poll(async () => (await ask('/readyz')).text).toContain('disk_full')
    const refused = await runUnsaid(['jobs'], { env })
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('is full') })

    makeRoom()
    await expect.poll(async () => (await ask('/readyz')).status).toBe(200)
    server.child.kill('SIGTERM')
    expect((await server.ended).code).toBe(0)
  },
)
