import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'vitest'
import { readPostmaster } from '../../src/database/embedded/postmaster-file.ts'
import { test } from '../database-test.ts'
import { tempDataDir } from '../database/embedded/temp-folder.ts'
import { MANY_COMMANDS, runUnsaid, startUnsaid } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'

test(
  'start goes on with its embedded server when that is killed, and so does a worker attached to it',
  { timeout: MANY_COMMANDS },
  async () => {
    const dataDir = await tempDataDir()
    const token = randomBytes(24).toString('hex')
    const env = { UNSAID_DATA_DIR: dataDir, PORT: '0', UNSAID_BOOTSTRAP_TOKEN: token }
    const api = startUnsaid(['api'], { env })
    const said = await api.said('Unsaid listens at http://127.0.0.1:')
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
    const worker = startUnsaid(['worker'], { env })
    await worker.said('a worker takes jobs')
    const { id, part, json } = sampleConversation()
    expect((await runUnsaid(['import', '-'], { env, input: json })).code).toBe(0)

    const before = await readPostmaster(join(dataDir, 'postgres'))
    process.kill(before!.pid, 'SIGKILL')
    await api.said('it runs again')
    await expect.poll(async () => (await fetch(`${address}/readyz`)).status).toBe(200)
    expect((await readPostmaster(join(dataDir, 'postgres')))?.port).toBe(before!.port)

    // No worker but the attached one takes it.
    const headers = { authorization: `Bearer ${token}` }
    const target = { type: 'conversation_part', conversation_id: id, conversation_part_id: part }
    const redact = { method: 'POST', headers, body: JSON.stringify(target) }
    const answer = async () => (await fetch(`${address}/conversations/redact`, redact)).status
    await expect.poll(answer).toBe(200)

    worker.child.kill('SIGTERM')
    expect((await worker.ended).code).toBe(0)
    api.child.kill('SIGTERM')
    expect((await api.ended).code).toBe(0)
    expect((await readPostmaster(join(dataDir, 'postgres')))?.genuine).not.toBe(true)
  },
)
