import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import { setWatch } from '../../src/erasure/watch/set-watch.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { openDatabase } from '../../src/database/connection.ts'
import { createWatchRound } from '../../workers/rounds/watch-round.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { DESK, openDesk, OTHER, type WatchedDesk } from '../scene/watched-desk.ts'

const ADA = { email: 'ada@example.com', name: 'Ada Markerson' }

/** A desk where Ada was erased, in both tenants, and a process that watches it. */
async function open() {
  const desk = await openDesk('report')
  onTestFinished(() => desk.close())
  await desk.erase(await desk.arrive(ADA))
  const { url, appRole } = desk.database
  // A process of its own, which knows nothing yet of the map.
  const db = openDatabase({ url, appRole, max: 3 })
  onTestFinished(() => db.destroy())
  const metrics = createMetrics()
  const logged: string[] = []
  const logger = createLogger('debug', { write: (line: string) => void logged.push(line) })
  const round = createWatchRound({
    ...{ db, pepper: PEPPER, hour: 3, every: 0, metrics, logger, goesOn: () => true },
    erase: (workspace, ask) => acceptErasure(db, workspace, { ...ask, lanes: 1 }, PEPPER),
    rest: () => Promise.resolve(),
  })
  return { desk, metrics, logged, round }
}

const problemOf = async (desk: WatchedDesk) => (await desk.watched()).problem
const linesWith = (logged: readonly string[], text: string) =>
  logged.filter((line) => line.includes(text))

test('counts rows and people, and writes no address down', async () => {
  const { desk, metrics, logged, round } = await open()
  await desk.arrive(ADA)
  await round()
  const told = await metrics.registry.metrics()
  expect(told).toMatch(/unsaid_watched_rows_total [1-9]/)
  expect(told).toContain('unsaid_returned_people_total{action="found"} 1')
  expect(linesWith(logged, 'people who were erased are back')).toHaveLength(1)
  expect(logged.join('\n') + told).not.toMatch(/ada@|Markerson/)
})

test('says once that the map is outdated, and goes on when it is mended', async () => {
  const { desk, logged, round } = await open()
  await setWatch(desk.database.db, OTHER, 'report')
  await desk.arrive(ADA)
  await desk.run('alter table customers rename login to login_name')
  for (let nr = 0; nr < 3; nr += 1) expect(await round()).toBe(false)
  expect(await problemOf(desk)).toBe('map_outdated')
  // Of each of the two workspaces that use it.
  expect(linesWith(logged, 'nobody can be looked at')).toHaveLength(2)
  await desk.run('alter table customers rename login_name to login')
  await round()
  expect(await problemOf(desk)).toBeNull()
  expect((await desk.watched()).returns).toHaveLength(1)
})

test('says that a table is locked, and misses nobody', async () => {
  const { desk, round } = await open()
  const { admin } = desk.database
  await round()
  await desk.arrive(ADA)
  await admin.connection().execute(async (holder) => {
    await sql`begin`.execute(holder)
    await sql`lock table public.customers in access exclusive mode`.execute(holder)
    await round()
    expect(await problemOf(desk)).toBe('locked')
    await sql`commit`.execute(holder)
  })
  await round()
  expect(await desk.watched()).toMatchObject({ problem: null, returns: [{ kind: 'email' }] })
})

test('a workspace that is gone is looked at no more', async () => {
  const { desk, logged, round } = await open()
  await sql`delete from unsaid.watch where workspace_id = ${DESK}`.execute(desk.database.admin)
  expect(await round()).toBe(false)
  expect(logged).toEqual([])
})
