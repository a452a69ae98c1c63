import { sql } from 'kysely'
import type { TestDatabase } from '../../database-test.ts'
import { asOwnerOf } from '../mapped-workspace.ts'
import type { ForeignScene, ForeignSystem, SceneSize } from './foreign-scene.ts'
import { storeForeign } from './store-foreign.ts'

/** Fills schema public anew with a system whose tables belong to the owner, as its own would. */
export async function storeAsOwner(
  database: Pick<TestDatabase, 'admin' | 'ownerUrl'>,
  system: ForeignSystem,
  size: SceneSize,
): Promise<ForeignScene> {
  await sql`grant set on parameter session_replication_role to unsaid_owner`.execute(database.admin)
  return asOwnerOf(database, async (owner) => {
    await sql`drop schema public cascade`.execute(owner)
    await sql`create schema public`.execute(owner)
    return storeForeign(owner, system, size)
  })
}
