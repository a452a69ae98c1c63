import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { acceptedList, deliverAgain, endOf, everyItem } from '../bulk/accepted-list.ts'
import { certificateOf, openErasureScene, type ErasureScene } from '../erasure/erasure-scene.ts'
import { PEPPER_SECRET } from '../erasure/pepper.ts'
import { atScale } from '../scene/at-scale.ts'
import { closeGate } from '../scene/chunk-gate.ts'
import { DESK, fillHelpDesk, rowsOfAda, rowsOfBob } from '../scene/filled-help-desk.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { closeErasureGate, type GatePlace } from './erasure-gate.ts'
import { tallyOf } from './bulk-items.ts'

const SIZE = atScale({ small: { tickets: 10, replies: 8 }, full: { tickets: 60, replies: 20 } })
const ITEMS = SIZE.tickets * SIZE.replies
const CHUNKS = 20
const WORKERS = 2
const SHARES = atScale({ small: [0.5], full: [0.1, 0.5, 0.9] })
const places = SHARES.map((share) => Math.ceil(share * CHUNKS))

function startWorkers(scene: ErasureScene, count = WORKERS) {
  return Array.from({ length: count }, () => scene.startWorker({ UNSAID_PEPPER: PEPPER_SECRET }))
}

/** Each time in the middle of a transaction: their rows are rewritten and nothing is committed. */
async function killAt<Place>(
  scene: ErasureScene,
  gate: { waiting(): Promise<void>; open(next: Place): Promise<void> },
  next: readonly Place[],
): Promise<void> {
  for (const place of next) {
    const workers = startWorkers(scene)
    await deliverAgain(scene.database, scene.chunks)
    await gate.waiting()
    for (const worker of workers) worker.kill('SIGKILL')
    for (const worker of workers) expect((await worker.exited).signal).toBe('SIGKILL')
    await gate.open(place)
  }
  startWorkers(scene, 1)
  await deliverAgain(scene.database, scene.chunks)
}

/** How often messages stand in the ledger, by how often. */
async function timesRecorded({ admin }: TestDatabase): Promise<Record<string, number>> {
  const { rows } = await sql<{ times: number; messages: number }>`
    select times, count(*)::integer as messages
      from (select count(*)::integer as times
              from unsaid.ledger_entry cross join jsonb_array_elements(records) item
             where item ->> 3 not in ('contact', 'certificate')
             group by item ->> 4, item ->> 5) each
     group by times`.execute(admin)
  return Object.fromEntries(rows.map(({ times, messages }) => [String(times), messages]))
}

describeBackends(`on a map, with workers that are killed ${SHARES.length} times`, (kind) => {
  test('an erasure ends, whole and once', { timeout: 900_000 }, async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await fillHelpDesk(database, SIZE)
    const others = await rowsOfBob(database)
    const stops: readonly GatePlace[] = ['planning', ...places, 'end']
    const gate = await closeErasureGate(database, stops[0]!)
    const accepted = await scene.lists.erase(DESK, {
      ...{ selector: { kind: 'email', value: 'ada@example.com' }, scope: 'authored' },
      ...{ dryRun: false, dueAt: new Date('2099-01-31'), requestedBy: 'cli' },
    })
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    const { job } = accepted
    await sql`update job_list set chunk_size = ${ITEMS / CHUNKS}`.execute(database.admin)
    await killAt(scene, gate, [...stops.slice(1), undefined])

    expect((await endOf(database, job, DESK)).state).toBe('succeeded')
    expect(await rowsOfAda(database)).toEqual({})
    expect(await rowsOfBob(database)).toBe(others)
    expect(await timesRecorded(database)).toEqual({ '1': ITEMS })
    // The copies are counted by what was committed, not by what was begun.
    expect(await certificateOf(scene, job, DESK)).toMatchObject({
      messages: { total: ITEMS, redacted: ITEMS },
      map: {
        copies: {
          files: { found: ITEMS, deleted: ITEMS },
          quotes: { found: ITEMS, changed: ITEMS },
          reply_events: { found: ITEMS, changed: ITEMS },
          subject: { found: SIZE.tickets },
        },
      },
    })
    await pollUntil(
      async () => (await sql`select from wakeup`.execute(database.admin)).rows.length,
      (left) => left === 0,
    )
  })

  test('a list of messages ends, each once', { timeout: 900_000 }, async () => {
    const scene = await openErasureScene(kind)
    const { database } = scene
    await fillHelpDesk(database, SIZE)
    const others = await rowsOfBob(database)
    const gate = await closeGate(database, places[0]!)
    const { rows } = await sql<{ conversation: string; id: string }>`
      select ticket_id::text as conversation, r.id::text as id
        from public.replies r join public.tickets t on t.id = ticket_id
       where customer_id = 1 and author_kind = 'customer' order by md5(r.id::text)`.execute(
      database.admin,
    )
    const values = rows.map(({ conversation, id }) => ({
      ...{ type: 'conversation_part', conversation_id: conversation, conversation_part_id: id },
    }))
    const form = { workspace: DESK, chunkSize: ITEMS / CHUNKS }
    const job = await acceptedList(database.db, values, form)
    await killAt(scene, gate, [...places.slice(1), CHUNKS + 1])

    expect((await endOf(database, job, DESK)).state).toBe('succeeded')
    expect(tallyOf(await everyItem(database.db, job, DESK))).toEqual({ redacted: ITEMS })
    expect(await timesRecorded(database)).toEqual({ '1': ITEMS })
    expect(await rowsOfBob(database)).toBe(others)
    const left = await rowsOfAda(database)
    expect(left).toEqual({ customers: 1, tickets: SIZE.tickets })
  })
})
