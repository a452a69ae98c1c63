import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML } from '../maps/help-desk.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unsaid-map-'))
  await writeFile(join(folder, 'help-desk.yaml'), HELP_DESK_YAML)
})
afterAll(() => rm(folder, { recursive: true }))

const run = (database: TestDatabase, statements: string) =>
  sql.raw(statements).execute(database.admin)

test(
  'tables of somebody else: what is missing is said, with what to do, and nothing is added',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const unsaid = (...args: string[]) =>
      runUnsaid(args, { cwd: folder, env: environmentOf(database) })
    const desk = `desk_${database.url.slice(-12)}`
    await run(database, `create role "${desk}"; create schema help authorization "${desk}"`)
    await run(
      database,
      `set role "${desk}"; set search_path to help; ${HELP_DESK_SQL}; reset role;
      set search_path to unsaid; grant usage on schema help to unsaid_owner;
      grant select on all tables in schema help to unsaid_owner`,
    )
    const add = () => unsaid('map', 'add', 'help-desk.yaml', '--schema', 'help')

    const refused = await add()
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain(
      'unsaid_owner may not give rights on the schema help and 5 more',
    )
    expect(refused.stderr).toContain(`grant "${desk}" to "unsaid_owner";`)
    expect((await unsaid('map', 'list')).stdout).not.toContain('help-desk  ')

    await run(database, `grant "${desk}" to unsaid_owner`)
    expect(await add()).toMatchObject({ code: 0, stderr: '' })
    // What is not in the map may be anybody's.
    await run(database, 'create table help.spatial_ref_sys (srid integer)')
    expect(await add()).toMatchObject({ code: 0, stderr: '' })
    expect(await unsaid('map', 'remove', 'help-desk')).toMatchObject({ code: 0, stderr: '' })
    await run(
      database,
      `revoke "${desk}" from unsaid_owner; drop schema help cascade;
      drop role "${desk}"`,
    )
  },
)

test.for(['unsaid', 'unsaid_queue'])(
  'no map is for the schema %s',
  async (schema, { database }) => {
    const env = environmentOf(database)
    const added = await runUnsaid(['map', 'add', 'help-desk.yaml', '--schema', schema], {
      cwd: folder,
      env,
    })
    expect(added).toMatchObject({ code: 2, stderr: expect.stringContaining("Unsaid's own") })
  },
)
