import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ChunkOrStep } from '../../src/database/wakeup-table.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { ada, agent, conversationsOf, EMAIL, NAME, WORDS } from '../erasure/adas-conversations.ts'
import {
  certificateOf,
  ends,
  erase,
  listOf,
  openErasureScene,
  store,
  type ErasureScene,
} from '../erasure/erasure-scene.ts'
import { PEPPER_SECRET } from '../erasure/pepper.ts'
import { closeErasureGate, type ErasureGate, type GatePlace } from './erasure-gate.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { atScale } from '../scene/at-scale.ts'

const ITEMS = Number(process.env.UNSAID_ERASURE_KILL_ITEMS ?? atScale({ small: 400, full: 4_000 }))
const CHUNKS = 20
const EACH = 4
const WORKERS = 2
const SHAPE = { parts: EACH, authors: [ada, ada, ada, agent] }

const shareOf = (share: number) => Math.ceil(share * CHUNKS)
const PLACES = atScale<readonly GatePlace[]>({
  small: ['planning', shareOf(0.5), 'end'],
  full: ['planning', shareOf(0.1), shareOf(0.5), shareOf(0.9), 'end'],
})
const TIMES = `${PLACES.length} times`

/** Delivers what needs a worker now: not waiting until it is due, or a death is noticed. */
async function deliverAgain({ database, chunks }: ErasureScene): Promise<void> {
  const { rows } = await sql<{ job: string; chunk: ChunkOrStep }>`
    select job_id as job, case wakes when 'step' then '"step"' else to_jsonb(chunk) end as chunk
      from wakeup where wakes <> 'redaction' order by job_id, wakeup.chunk`.execute(database.admin)
  for (const { chunk, job } of rows) {
    await chunks.deliverChunks({ workspace: 'default', job }, [chunk], true)
  }
}

async function killAt(scene: ErasureScene, gate: ErasureGate): Promise<void> {
  for (const at of PLACES.keys()) {
    const workers = Array.from({ length: WORKERS }, () =>
      scene.startWorker({ UNSAID_PEPPER: PEPPER_SECRET }),
    )
    await deliverAgain(scene)
    await gate.waiting()
    for (const worker of workers) worker.kill('SIGKILL')
    for (const worker of workers) expect((await worker.exited).signal).toBe('SIGKILL')
    await gate.open(PLACES[at + 1])
  }
}

/** What stands twice, or not at all, or is left over. */
async function wrongIn({ admin }: TestDatabase): Promise<unknown> {
  const { rows } = await sql`
    with record as (
      select item ->> 3 as type, item ->> 4 as conversation_id, item ->> 5 as target_id
        from ledger_entry cross join jsonb_array_elements(records) item),
    item as (select type, conversation_id, target_id from job_item)
    select (select count(*)::int from (
              select from record group by type, conversation_id, target_id having count(*) > 1) t
           ) as recorded_twice,
           (select count(*)::int from (
              select * from item except select * from record) t) as not_recorded,
           (select count(*)::int from (
              select * from record where type not in ('contact', 'certificate') except select * from item) t
           ) as recorded_for_nothing,
           (select count(*)::int from record where type = 'contact') as contacts,
           (select count(*)::int from certificate) as certificates,
           (select count(*)::int from wakeup) as wakeups,
           (select count(*)::int from job_start) as starts`.execute(admin)
  return rows[0]
}

describeBackends(`an erasure of ${ITEMS} messages whose workers are killed ${TIMES}`, (kind) => {
  test('ends by itself, once, with one certificate', { timeout: 900_000 }, async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await store(scene, ...conversationsOf(0, ITEMS / EACH, SHAPE))
    const gate = await closeErasureGate(database, PLACES[0]!)
    const job = await erase(scene)
    await sql`update job_list set chunk_size = ${ITEMS / CHUNKS}`.execute(database.admin)
    await killAt(scene, gate)
    scene.startWorker({ UNSAID_PEPPER: PEPPER_SECRET })
    await deliverAgain(scene)

    expect((await ends(scene, job)).state).toBe('succeeded')
    expect((await listOf(scene, job)).progress).toMatchObject({
      ...{ total: ITEMS, processed: ITEMS, redacted: ITEMS },
    })
    for (const text of [WORDS, NAME, EMAIL]) expect(await rowsWith(database, text)).toEqual({})
    const right = { recorded_twice: 0, not_recorded: 0, recorded_for_nothing: 0, contacts: 1 }
    await pollUntil(
      () => wrongIn(database),
      (found) => JSON.stringify(found).endsWith('"wakeups":0,"starts":0}'),
    )
    expect(await wrongIn(database)).toEqual({ ...right, certificates: 1, wakeups: 0, starts: 0 })
    expect((await certificateOf(scene, job))?.messages).toMatchObject({ redacted: ITEMS, late: 0 })
  })
})
