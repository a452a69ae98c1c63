import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { findWorkspaceMap } from '../../../src/maps/stored/workspace-map.ts'
import { newChanges } from '../../../src/redact/mapped/changes.ts'
import { mappedSchema } from '../../../src/redact/mapped/mapped-schema.ts'
import { writeChanges } from '../../../src/redact/mapped/write-changes.ts'
import { test } from '../../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, locatedMap } from '../../maps/help-desk.ts'
import { makeMapped } from '../../scene/mapped-workspace.ts'
import { HELP_DESK_ROWS, helpDeskRows } from './help-desk-rows.ts'

test('another row that has come to the place of one that was read is left alone', async ({
  database,
}) => {
  const located = locatedMap(HELP_DESK_YAML)
  await makeMapped(database, located, HELP_DESK_SQL + HELP_DESK_ROWS, { desk: null })
  const schema = mappedSchema((await findWorkspaceMap(database.db, 'desk'))!)
  const { rows } = await sql<{ place: string; version: string }>`
    select ctid::text as place, xmin::text || '@' || tableoid::oid as version
      from public.files where id = 2`.execute(database.admin)
  const [{ place, version }] = rows as [{ place: string; version: string }]
  const [writer, table] = version.split('@')
  const before = await helpDeskRows(database)

  const write = (known: string) => {
    const changes = newChanges()
    changes.of('files', { place, version: known }).isDeleted = true
    return inWorkspace(database.db, 'desk', (trx) => writeChanges(trx, schema, changes))
  }
  await expect(write(`${Number(writer) - 1}@${table}`)).rejects.toThrow('not where it was found')
  expect(await helpDeskRows(database)).toEqual(before)
  await write(version)
  expect((await helpDeskRows(database)).files).toHaveLength(1)
})
