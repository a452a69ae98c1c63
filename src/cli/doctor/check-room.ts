import type { Db } from '../../database/connection.ts'
import { hasRoom } from '../../database/has-room.ts'
import { ok, problem, type Check } from './check.ts'

/** Whether Postgres can write. */
export async function checkRoom(db: Db): Promise<Check> {
  if (await hasRoom(db)) return ok('room', "the database's disk has some")
  const cure = 'make room on it: work goes on by itself then'
  return problem('room', 'disk_full: the disk of the database is full', cure)
}
