import { SCHEMA_VERSION } from '../database/schema-version.ts'
import { findPostgres, migratePlace } from '../setup/open-app.ts'
import { EXIT } from './exit-code.ts'
import { withSession, type CommonOptions } from './session.ts'

/** `unsaid migrate` */
export async function migrateCommand(options: CommonOptions): Promise<number> {
  return withSession(options, async ({ config, closing, say, opening, print }) => {
    await migratePlace(await opening(findPostgres(config, { closing, say })), config)
    const version = String(SCHEMA_VERSION)
    print({ type: 'schema', version: SCHEMA_VERSION }, [`the schema is at version ${version}`])
    return EXIT.done
  })
}
