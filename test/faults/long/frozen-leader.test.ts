import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ALONE, LOCK_CLASSES } from '../../../src/database/lock-classes.ts'
import { tempFolder } from '../../database/embedded/temp-folder.ts'
import { describeBackends } from '../../each-backend.ts'
import { disagreementsAtRest, NONE } from '../../scene/disagreements.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../../scene/queue-scene.ts'
import { partOf, storeConversations } from '../../scene/stored-conversations.ts'

/** The backend whose lock makes its process the one that does something; undefined: nobody's. */
async function leader({ database }: QueueScene, led: keyof typeof ALONE) {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_locks
     where locktype = 'advisory' and granted
       and database = (select oid from pg_database where datname = current_database())
       and (classid, objid) = (${LOCK_CLASSES.alone}, ${ALONE[led]})`.execute(database.admin)
  return rows[0]?.pid
}

const leads = (scene: QueueScene, led: keyof typeof ALONE, but?: number) =>
  pollUntil(
    () => leader(scene, led),
    (pid) => pid !== undefined && pid !== but,
  )

async function redacts({ accept, database }: QueueScene, part: number): Promise<void> {
  const { job } = await accept(partOf(0, part))
  await pollUntil(
    async () => {
      const { rows } = await sql<{ outcome: string }>`
        select outcome from job where id = ${job}`.execute(database.admin)
      return rows[0]?.outcome
    },
    (outcome) => outcome === 'redacted',
  )
}

const linesOf = async (file: string) => (await readFile(file, 'utf8')).trim().split('\n')

describeBackends('a process that leads and stands still', (kind) => {
  test('loses its lead to another, and writes nothing when it wakes up', async () => {
    const scene = await openQueueScene(kind)
    await storeConversations(scene.database.db, { conversations: 1, parts: 4 })
    const heads = join(await tempFolder(), 'heads.ndjson')
    const env = { UNSAID_LEDGER_HEADS: heads }
    const frozen = scene.startWorker(env)
    await frozen.ready
    const [dispatching, sealing] = [await leads(scene, 'dispatcher'), await leads(scene, 'sealer')]
    await redacts(scene, 0)
    const other = scene.startWorker(env)
    await other.ready

    const since = performance.now()
    frozen.kill('SIGSTOP')
    await Promise.all([leads(scene, 'dispatcher', dispatching), leads(scene, 'sealer', sealing)])
    const seconds = ((performance.now() - since) / 1_000).toFixed(1)
    process.stdout.write(`${kind}: another leads ${seconds} s after the leader stood still\n`)

    await redacts(scene, 1)
    const sealed = await pollUntil(
      () => linesOf(heads),
      (lines) => lines.length === 2,
    )
    frozen.kill('SIGCONT')
    await pollUntil(
      async () => frozen.output,
      (output) => output.includes('the sealer will try again'),
    )
    await redacts(scene, 2)
    const all = await pollUntil(
      () => linesOf(heads),
      (lines) => lines.length > 2,
    )
    expect(all).toHaveLength(3)
    expect(all.slice(0, 2)).toEqual(sealed)
    expect(new Set(all).size).toBe(3)
    expect(await disagreementsAtRest(scene)).toEqual(NONE)
  })
})
