import pg from 'pg'
import { expect, test } from 'vitest'
import type { TestDatabase } from '../database-test.ts'
import { endOf, everyItem } from '../bulk/accepted-list.ts'
import { openErasureScene, work } from '../erasure/erasure-scene.ts'
import { atScale } from '../scene/at-scale.ts'
import { DESK, fillHelpDesk, rowsOfAda } from '../scene/filled-help-desk.ts'
import { seededRandom, type SeededRandom } from '../scene/seeded-random.ts'
import { tallyOf } from './bulk-items.ts'

const SIZE = atScale({ small: { tickets: 10, replies: 10 }, full: { tickets: 60, replies: 25 } })
const CALLERS = 3
const HELD = 20

/** What their application does all the time: rows move, come and go, some by two in a transaction. */
function statementsBy({ below }: SeededRandom, nth: number): readonly string[] {
  const ticket = 1 + below(SIZE.tickets * 2)
  const reply = 1 + below(SIZE.tickets * SIZE.replies * 2)
  const id = 5_000_000 + nth
  const touch = `update replies set edited_at = now() where id = ${reply}`
  const close = `update tickets set state = 'closed' where id = ${ticket}`
  const quote = `update replies set edited_at = now() where id = ${reply + 1_000_000}`
  const log = `insert into events values (${id}, 'customer', 2, '{}', '10.0.0.2')`
  const say = `insert into replies values (${id}, ${ticket}, 'agent', 1, 'BOB is told', now())`
  const forget = `delete from events where id = ${5_000_000 + below(nth + 1)}`
  return [[touch], [close], [quote], [log], [say], [forget], [touch, close], [quote, close]][
    below(8)
  ]!
}

interface Application {
  readonly errors: string[]
  readonly done: number
  stop(): Promise<void>
}

/** Works on their tables until it is stopped, and takes down what it is refused. */
function startApplication({ ownerUrl }: TestDatabase, random: SeededRandom): Application {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: CALLERS })
  const told = { errors: [] as string[], done: 0, isOver: false }
  const call = async () => {
    while (!told.isOver) {
      const statements = statementsBy(random, (told.done += 1))
      const client = await pool.connect()
      try {
        await client.query('begin')
        for (const one of statements) await client.query(one)
        await client.query('commit')
      } catch (error) {
        told.errors.push(String(error))
        await client.query('rollback')
      } finally {
        client.release()
      }
    }
  }
  const calls = Array.from({ length: CALLERS }, call)
  return {
    errors: told.errors,
    get done() {
      return told.done
    },
    async stop() {
      told.isOver = true
      await Promise.all(calls)
      await pool.end()
    },
  }
}

test(
  'an erasure beside their application ends whole, and costs it nothing',
  { timeout: 600_000 },
  async () => {
    const scene = await openErasureScene('postgres')
    const { database } = scene
    await fillHelpDesk(database, SIZE)
    const application = startApplication(database, seededRandom('their application'))
    const accepted = await scene.lists.erase(DESK, {
      ...{ selector: { kind: 'id', value: '1' }, scope: 'authored', dryRun: false },
      ...{ dueAt: new Date('2099-01-31'), requestedBy: 'cli' },
    })
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    work(scene)
    const { state } = await endOf(database, accepted.job, DESK)
    await application.stop()

    expect(application.errors).toEqual([])
    expect(application.done).toBeGreaterThan(HELD)
    expect(state).toBe('succeeded')
    expect(await rowsOfAda(database)).toEqual({})
    const tally = tallyOf(await everyItem(database.db, accepted.job, DESK))
    expect(tally.redacted).toBeGreaterThanOrEqual(SIZE.tickets * SIZE.replies)
    expect(Object.keys(tally)).toEqual(['redacted'])
  },
)
