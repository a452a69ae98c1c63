/*
 * Another program: it knows BullMQ and docs/doors.md, and nothing of ours. Reads one JSON document
 * `{ name, url, prefix?, schema?, lists }` from stdin, adds each list of jobs, and prints for each
 * their BullMQ ids, or the code it was refused with.
 */
import { text } from 'node:stream/consumers'
import { createPostgresBackend, Queue, withBackend } from 'bullmq'

const { name, url, prefix, schema, lists } = JSON.parse(await text(process.stdin))
const queue = schema
  ? new (withBackend(createPostgresBackend).Queue)(name, {
      connection: { connectionString: url, schema },
    })
  : new Queue(name, { connection: { url }, prefix })
queue.on('error', () => {})
const told = []
for (const jobs of lists) {
  try {
    const added = await queue.addBulk(jobs)
    told.push({ ids: added.map(({ id }) => id) })
  } catch (error) {
    told.push({ refused: error.code ?? error.message })
  }
}
process.stdout.write(JSON.stringify(told))
await queue.close()
