import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { openDatabase } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { readShippedMap } from '../../src/maps/shipped-maps.ts'
import { storeOf } from '../../src/redact/store-of.ts'
import { APP_ROLE, type SuitePostgres } from '../../test/postgres-server.ts'
import type { ForeignScene, ForeignSystem } from '../../test/scene/foreign/foreign-scene.ts'
import { storeAsOwner } from '../../test/scene/foreign/store-as-owner.ts'
import { addTo } from '../../test/scene/mapped-workspace.ts'
import type { PartTarget } from '../choose-targets.ts'

/** What is in a filled database with its map. */
export interface Seeded {
  /** The workspace of the first tenant: what is measured is there. */
  readonly workspace: string
  readonly scene: ForeignScene
  /** All parts of the workspace, in an order of no meaning that is the same each time. */
  readonly parts: readonly PartTarget[]
}

const MESSAGES_OF_ONE = 50

/** Fills a database with a system's tables, people and messages, and adds the map that comes with us. */
export async function seedMapped(
  { adminUrl, ownerUrl, url }: SuitePostgres,
  system: ForeignSystem,
  messages: number,
): Promise<Seeded> {
  const read = readShippedMap(system)
  if (!read?.ok) throw new Error(`there is no map of ${system}`)
  const admin = openAdmin(adminUrl)
  const db = openDatabase({ url, appRole: APP_ROLE })
  try {
    const people = Math.max(10, messages / MESSAGES_OF_ONE)
    const scene = await storeAsOwner({ admin, ownerUrl }, system, { people, messages })
    const isShared = read.map.workspace !== undefined
    const tenants = scene.tenants.map((one, at) => [`${system}-${at}`, isShared ? one : null])
    await addTo({ db, ownerUrl, appRole: APP_ROLE }, read, Object.fromEntries(tenants))
    await sql`vacuum (freeze, analyze)`.execute(admin)
    const workspace = `${system}-0`
    const { messagesOf } = await storeOf(db, workspace)
    const { rows: parts } = await inWorkspace(db, workspace, (trx) =>
      sql<PartTarget>`
        select type, conversation_id, target_id as conversation_part_id
          from (${messagesOf(workspace)}) message
         where type = 'conversation_part' order by md5(target_id)`.execute(trx),
    )
    return { workspace, scene, parts }
  } finally {
    await db.destroy()
    await admin.destroy()
  }
}

/** As a superuser, in the system's own schema. */
export function openAdmin(url: string): Kysely<never> {
  const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c search_path=public' })
  return new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
}
