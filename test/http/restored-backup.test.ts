import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from '../cli/run-unsaid.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { marksOf, storePerson } from '../erasure/erasable-person.ts'
import { PEPPER, PEPPER_SECRET } from '../erasure/pepper.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { takeBackup } from '../ledger/backup.ts'
import { openApi, type TestApi } from './api-test.ts'
import { placeOf, postList, settled } from './bulk-lists.ts'

interface Installation {
  readonly api: TestApi
  run(...args: string[]): ReturnType<typeof runUnsaid>
  close(): Promise<void>
}

/** API and worker on the database and the heads file, as an operator starts them. */
async function open(database: TestDatabase, heads: string): Promise<Installation> {
  const { db } = database
  const [logger, backend] = [createLogger('silent'), database.backend('postgres')]
  const worker = startWorker({
    ...{ db, backend, logger, pepper: PEPPER },
    ledgerHeads: heads,
  })
  const api = await openApi(database, { pepper: PEPPER, ledgerHeads: heads })
  const env = {
    ...{ ...environmentOf(database), UNSAID_PEPPER: PEPPER_SECRET, UNSAID_LEDGER_HEADS: heads },
  }
  const close = async () => {
    await api.close()
    await worker.close()
  }
  onTestFinished(close)
  return { api, run: (...args) => runUnsaid(args, { env }), close }
}

/** How the only erasure is listed, once its entry is sealed. */
async function sealedErasure(api: TestApi) {
  const { body } = await pollUntil(
    () => api.call('GET', '/erasures'),
    (reply) => reply.body.data[0]?.proof === 'sealed',
  )
  return body.data[0]
}

test(
  'a backup from before an erasure serves nothing until the replay, which brings back the proof',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const folder = await tempFolder()
    const [heads, ledger] = [join(folder, 'heads.ndjson'), join(folder, 'ledger.ndjson')]
    const before = await open(database, heads)
    const person = await storePerson(database)
    const [conversation = ''] = person.conversations
    const restore = await takeBackup(database)

    const place = placeOf(await postList(before.api, { contact: { id: person.id } }))
    expect((await settled(before.api, place)).body.state).toBe('succeeded')
    const listed = await sealedErasure(before.api)
    const issued = (await before.api.call('GET', `${place}/certificate`)).body
    await writeFile(ledger, (await before.run('ledger', 'export')).stdout)
    await before.close()

    await restore()
    const after = await open(database, heads)
    const read = () => after.api.call('GET', `/conversations/${conversation}`)
    const refused = [await read(), await after.run('show', conversation, '--text')]
    expect(refused).toMatchObject([{ status: 503 }, { code: 1 }])
    for (const mark of marksOf(person)) expect(JSON.stringify(refused)).not.toContain(mark)

    expect((await after.run('ledger', 'replay', ledger)).code).toBe(0)
    const { text } = await pollUntil(read, ({ status }) => status === 200)
    for (const mark of marksOf(person)) expect(text).not.toContain(mark)
    expect((await after.api.call('GET', place)).body).toMatchObject({ state: 'succeeded' })
    expect(await sealedErasure(after.api)).toEqual(listed)
    const { body: certificate } = await after.api.call('GET', `${place}/certificate`)
    expect({ ...certificate, proof: null }).toEqual({ ...issued, proof: null })

    const file = join(folder, 'certificate.json')
    await writeFile(file, JSON.stringify(certificate))
    expect((await after.run('certificate', 'verify', file, '--heads', heads)).code).toBe(0)
    expect((await after.run('ledger', 'verify', '--heads', heads)).code).toBe(0)
  },
)
