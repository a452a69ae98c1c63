import { assertFitServer } from '../../database/assert-fit-server.ts'
import { newPool, openDatabase, type Db } from '../../database/connection.ts'
import { assertPlainRole } from '../../database/roles.ts'
import { assertSchema, schemaState, SCHEMA_VERSION } from '../../database/schema-version.ts'
import { explainFailure } from '../../setup/explain-failure.ts'
import { findPostgres, migratePlace, type App, type AppPlace } from '../../setup/open-app.ts'
import type { CommandSession } from '../session.ts'
import { checkPepper } from './check-pepper.ts'
import { ok, problemOf, type Check } from './check.ts'

export interface CheckedDatabase {
  readonly checks: readonly Check[]
  /** Undefined when the other checks have nothing to work on. */
  readonly app: Pick<App, 'db' | 'url' | 'appRole'> | undefined
}

/** Whether the database answers, works as the powerless role, and has this code's schema. */
export async function checkDatabase(session: CommandSession): Promise<CheckedDatabase> {
  const checks: Check[] = []
  let step = 'database'
  try {
    const place = await placeOf(session)
    const { appRole } = session.config
    const open = openDatabase({ url: place.url, appRole, max: 2 })
    const db = session.closing.opened(open, (one) => one.destroy())
    checks.push(ok(step, `PostgreSQL ${await versionOf(place)} answers`))

    step = 'role'
    await explained(async () => {
      await assertFitServer(db)
      await assertPlainRole(db, appRole)
    })
    checks.push(ok(step, `works as ${appRole}, which row-level security holds`))

    step = 'schema'
    await explained(() => assertSchema(db))
    checks.push(ok(step, await aboutSchema(db)))
    checks.push(await checkPepper(db, place.pepper))
    return { checks, app: { db, url: place.directUrl, appRole } }
  } catch (error) {
    return { checks: [...checks, problemOf(step, error)], app: undefined }
  }
}

/** An embedded server is brought up to date by whatever command opens it first. */
async function placeOf({ config, closing, say, opening }: CommandSession): Promise<AppPlace> {
  const place = await opening(findPostgres(config, { closing, say }))
  if (place.embedded && !(await isReady(place, config.appRole))) {
    await opening(migratePlace(place, config))
  }
  return place
}

async function isReady({ url }: AppPlace, appRole: string): Promise<boolean> {
  const db = openDatabase({ url, appRole, max: 1 })
  try {
    return await assertSchema(db).then(
      () => true,
      () => false,
    )
  } finally {
    await db.destroy()
  }
}

/** Asked for without the app's role, which may not exist yet. */
async function versionOf({ url }: AppPlace): Promise<string> {
  const pool = newPool({ connectionString: url, max: 1 })
  try {
    const { rows } = await explained(() =>
      pool.query<{ version: string }>("select current_setting('server_version') as version"),
    )
    return rows[0]?.version ?? ''
  } finally {
    await pool.end()
  }
}

async function aboutSchema(db: Db): Promise<string> {
  const isNewer = (await schemaState(db)) === 'newer'
  return isNewer ? 'newer than this code, and fit for it' : `version ${String(SCHEMA_VERSION)}`
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explainFailure(error, 'DATABASE_URL')
  }
}
