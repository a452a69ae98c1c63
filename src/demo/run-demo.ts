import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClosing, type Closing } from '../closing.ts'
import { readConfig } from '../config.ts'
import { importRecords } from '../conversation/import-records.ts'
import { removeEmbedded } from '../database/embedded/remove-embedded.ts'
import { startApi } from '../http/start-api.ts'
import { createLogger } from '../logger.ts'
import { readRecords } from '../json-stream/read-records.ts'
import { DEFAULT_WORKSPACE } from '../request/workspace-id.ts'
import { openApp, type App } from '../setup/open-app.ts'
import { newToken, SCOPES } from '../access/access-token.ts'
import { storeToken } from '../access/store-token.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { createCaller } from './caller.ts'
import { showBulk, showErasure } from './erasure-scene.ts'
import { sampleFiles } from './sample-files.ts'
import { showRefusals, showRedactions, showStatuses } from './scenes.ts'
import type { Tell } from './tell.ts'

/**
 * Shows the main job: an embedded Postgres with the queue on it, the sample data, an API and a
 * worker, two redactions, five refusals, a list and an erasure. Needs nothing but Node, and leaves
 * nothing behind.
 *
 * @param say receives notes that are not part of the demo
 */
export async function runDemo(tell: Tell, say: Tell): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-demo-'))
  const closing = createClosing()
  closing.opened(folder, async (one) => {
    await removeEmbedded(one)
    await rm(one, { recursive: true, force: true })
  })
  try {
    await play(await openDemo(folder, closing, say), closing, tell)
  } finally {
    await closing.close()
  }
}

/** Whatever the environment names is left alone: a demo does not belong on anybody's database. */
function openDemo(folder: string, closing: Closing, say: Tell): Promise<App> {
  return openApp(readConfig({ UNSAID_DATA_DIR: folder }), { closing, say })
}

async function play(app: App, closing: Closing, tell: Tell): Promise<void> {
  tell('Unsaid demo: an embedded Postgres, with the BullMQ queue on it; nothing else is installed.')
  tell(`Imported the sample data: ${await importSamples(app)}.`)

  const token = newToken()
  await storeToken(app.db, DEFAULT_WORKSPACE, token, { scopes: SCOPES })
  const logger = createLogger('silent')
  closing.opened(startWorker({ ...app, logger }), (one) => one.close())
  const listening = { host: '127.0.0.1', port: 0, publicUrl: undefined }
  const api = closing.opened(await startApi({ ...app, ...listening, logger }), (one) => one.close())

  const caller = createCaller(api.address, token)
  const redactions = await showRedactions(caller, tell)
  const refusals = await showRefusals(caller, tell)
  await showStatuses(caller, [...redactions, ...refusals], tell)
  await showBulk(caller, tell)
  await showErasure(caller, tell)
}

async function importSamples({ db, pepper }: App): Promise<string> {
  let [conversations, parts] = [0, 0]
  for (const file of sampleFiles()) {
    const records = readRecords(createReadStream(file))
    const counts = await importRecords(db, DEFAULT_WORKSPACE, records, {
      pepper,
      onBad: (line, reason) => {
        throw new Error(
          `the sample file ${file.pathname} is broken at line ${String(line)}: ${reason}`,
        )
      },
    })
    conversations += counts.conversations
    parts += counts.parts
  }
  return `${String(conversations)} conversations, ${String(parts)} parts`
}
