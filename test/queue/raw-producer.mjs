/*
 * Another program: it knows BullMQ and docs/doors.md, and nothing of ours. Reads one JSON document
 * `{ name, url, prefix?, schema?, jobs }` from stdin, adds the jobs, and prints their BullMQ ids,
 * or the code it was refused with.
 */
import { text } from 'node:stream/consumers'
import { createPostgresBackend, Queue, withBackend } from 'bullmq'

const { name, url, prefix, schema, jobs } = JSON.parse(await text(process.stdin))
const queue = schema
  ? new (withBackend(createPostgresBackend).Queue)(name, {
      connection: { connectionString: url, schema },
    })
  : new Queue(name, { connection: { url }, prefix })
queue.on('error', () => {})
try {
  const added = await queue.addBulk(jobs)
  process.stdout.write(JSON.stringify({ ids: added.map(({ id }) => id) }))
} catch (error) {
  process.stdout.write(JSON.stringify({ refused: error.code ?? error.message }))
}
await queue.close()
