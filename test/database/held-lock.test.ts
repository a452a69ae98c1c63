import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { takeLock } from '../../src/database/held-lock.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { test, type TestDatabase } from '../database-test.ts'

const CLASS = 1_234

async function take({ db }: TestDatabase, key: number | string) {
  const lock = await takeLock(db, { of: CLASS, key })
  if (!lock) throw new Error('somebody has it')
  onTestFinished(() => lock.release())
  return lock
}

test('one has it at a time, and hands it on', async ({ database }) => {
  const lock = await take(database, 1)
  await lock.assertHeld()
  expect(await takeLock(database.db, { of: CLASS, key: 1 })).toBeUndefined()
  await (await take(database, 2)).release()
  await lock.release()
  await expect(lock.assertHeld()).rejects.toThrow('lost')
  await (await take(database, 1)).release()
})

test('it is lost with its session, and says so', async ({ database }) => {
  const lock = await take(database, 'named')
  await sql`select pg_terminate_backend(pid, 30000) from pg_locks
             where locktype = 'advisory' and classid = ${CLASS}`.execute(database.admin)
  await expect(lock.assertHeld()).rejects.toThrow()
  const next = await pollUntil(
    () => takeLock(database.db, { of: CLASS, key: 'named' }),
    (taken) => taken !== undefined,
  )
  await next?.release()
})

test('its transaction holds back no cleaning up', async ({ database }) => {
  const lock = await take(database, 3)
  const { rows } = await sql`
    select backend_xid, backend_xmin from pg_stat_activity
      join pg_locks using (pid) where locktype = 'advisory' and classid = ${CLASS}
  `.execute(database.admin)
  expect(rows).toEqual([{ backend_xid: null, backend_xmin: null }])
  await lock.release()
})
