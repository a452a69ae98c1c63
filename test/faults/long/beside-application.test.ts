import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { endOf } from '../../bulk/accepted-list.ts'
import { openErasureScene } from '../../erasure/erasure-scene.ts'
import { PEPPER_SECRET } from '../../erasure/pepper.ts'
import { playApplication, type Fared } from '../../scene/application.ts'
import { atScale } from '../../scene/at-scale.ts'
import { DESK, fillHelpDesk, rowsOfAda } from '../../scene/filled-help-desk.ts'
import { asOwnerOf } from '../../scene/mapped-workspace.ts'
import { seededRandom, type SeededRandom } from '../../scene/seeded-random.ts'

const SIZE = atScale({
  small: { tickets: 100, replies: 20 },
  full: { tickets: 1_000, replies: 50 },
})
const AT_REST = atScale({ small: 3_000, full: 20_000 })

/** What an application has, and the help desk of the documents leaves out. */
const THEIR_INDEXES = `
  create index on replies (ticket_id); create index on tickets (customer_id);
  create index on files (reply_id); create index on events (subject_kind, subject_id);`

/** Statements a second. */
const RATE = 200

/** Reads, updates and inserts, on rows that are erased and on others alike. */
function statementBy({ below }: SeededRandom): (nth: number) => string {
  return (nth) => {
    const ticket = 1 + below(SIZE.tickets * 2)
    const reply = 1 + below(SIZE.tickets * SIZE.replies * 2)
    const read = `select body from replies where ticket_id = ${ticket} order by id limit 20`
    const touch = `update replies set edited_at = now() where id = ${reply}`
    const close = `update tickets set state = 'closed' where id = ${ticket}`
    const id = 5_000_000 + nth
    const say = `insert into replies values (${id}, ${ticket}, 'agent', 1, 'BOB is told', now())`
    return [read, touch, close, say][nth % 4]!
  }
}

function tell(when: string, { p95, done, errors }: Fared): void {
  process.stdout.write(
    `their application ${when}: p95 ${p95.toFixed(1)} ms of ${String(done)} statements, ${String(errors.length)} errors\n`,
  )
}

test(
  'their application has no error while somebody is erased, and we say how long it waited',
  { timeout: 1_200_000 },
  async () => {
    const scene = await openErasureScene('postgres')
    const { database } = scene
    await fillHelpDesk(database, SIZE)
    await asOwnerOf(database, (owner) => sql.raw(THEIR_INDEXES).execute(owner))
    // In a process of its own: in this one the application would wait for our event loop, too.
    await scene.startWorker({ UNSAID_PEPPER: PEPPER_SECRET }).ready
    const random = seededRandom('beside their application')

    const before = playApplication(database, RATE, statementBy(random))
    await pause(AT_REST)
    const atRest = await before.stop()
    tell('at rest', atRest)

    const beside = playApplication(database, RATE, (nth) => statementBy(random)(1_000_000 + nth))
    const accepted = await scene.lists.erase(DESK, {
      ...{ selector: { kind: 'id', value: '1' }, scope: 'authored', dryRun: false },
      ...{ dueAt: new Date('2099-01-31'), requestedBy: 'cli' },
    })
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    const since = performance.now()
    const { state } = await endOf(database, accepted.job, DESK)
    const seconds = (performance.now() - since) / 1_000
    const during = await beside.stop()
    tell(`beside an erasure of ${seconds.toFixed(1)} s`, during)

    expect(state).toBe('succeeded')
    expect([...atRest.errors, ...during.errors]).toEqual([])
    expect(await rowsOfAda(database)).toEqual({})
  },
)
