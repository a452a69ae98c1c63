import { sql, type Kysely } from 'kysely'
import { schemaStatements } from '../../../src/demo/table-statements.ts'
import { besideTables, schemaFacts } from '../../maps/build-schema.ts'
import { chatwootScene } from './chatwoot/chatwoot-scene.ts'
import type { ForeignScene, ForeignSystem, SceneSize } from './foreign-scene.ts'
import { mattermostScene } from './mattermost/mattermost-scene.ts'
import { sceneRows, type SceneRows } from './scene-rows.ts'
import { zulipScene } from './zulip/zulip-scene.ts'

type MakeScene = (rows: SceneRows, size: SceneSize) => ForeignScene

const SCENES: Readonly<Record<ForeignSystem, MakeScene>> = {
  chatwoot: chatwootScene,
  mattermost: mattermostScene,
  zulip: zulipScene,
}

/**
 * Builds a system's tables in schema public of an empty database and fills them, so that every
 * column that can hold text holds a marker of whoever it belongs to.
 */
export async function storeForeign(
  db: Kysely<never>,
  system: ForeignSystem,
  size: SceneSize,
): Promise<ForeignScene> {
  await sql.raw(schemaStatements(schemaFacts(system))).execute(db)
  const rows = sceneRows(system, size.seed ?? system)
  const scene = SCENES[system](rows, size)
  await rows.store(db)
  // What is beside the tables comes last: a trigger would write what the scene has filled itself.
  for (const one of besideTables(system)) await sql.raw(one).execute(db)
  await sql`analyze`.execute(db)
  return scene
}
