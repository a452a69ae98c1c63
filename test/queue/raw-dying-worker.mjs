/* Takes one job by BullMQ alone, says so, and never ends it: its parent kills it. */
import { text } from 'node:stream/consumers'
import { createPostgresBackend, withBackend, Worker } from 'bullmq'

const { url, prefix, schema } = JSON.parse(await text(process.stdin))
const take = () => {
  process.stdout.write('taken\n')
  return new Promise(() => {})
}
// A check for stalled jobs keeps others from checking for as long.
const settings = { lockDuration: 1_000, stalledInterval: 1_000 }
const worker = schema
  ? new (withBackend(createPostgresBackend).Worker)('redactions', take, {
      ...settings,
      connection: { connectionString: url, schema },
    })
  : new Worker('redactions', take, { ...settings, connection: { url }, prefix })
worker.on('error', () => {})
