import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readCatalog } from '../../../src/maps/catalog/read-catalog.ts'
import { checkMap } from '../../../src/maps/check/check-map.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { locatedMap, readText } from '../../maps/help-desk.ts'
import { asOwnerOf } from '../../scene/mapped-workspace.ts'
import { MAIL_DESK_SQL, MAIL_DESK_YAML } from './mail-desk.ts'

describe('the map of the mail desk', () => {
  const problemsOf = async (database: TestDatabase, yaml: string) => {
    const catalog = await asOwnerOf(database, (owner) => readCatalog(owner, 'public'))
    const { findings } = checkMap(locatedMap(yaml), catalog, undefined)
    return findings.filter(({ level }) => level === 'problem').map(({ message }) => message)
  }

  test('accounts for everything', async ({ database }) => {
    await asOwnerOf(database, (owner) => sql.raw(MAIL_DESK_SQL).execute(owner))
    expect(await problemsOf(database, MAIL_DESK_YAML)).toEqual([])
  })

  test('must say where a column leads that `by` goes through', async ({ database }) => {
    const without = MAIL_DESK_YAML.replace('  role_members.role_id: roles.id\n', '')
    expect(new Set(await problemsOf(database, without))).toEqual(
      new Set(['role_members.role_id has no key that says where it leads: say so under `links`']),
    )
  })

  test('needs the time of rows that are taken by `if: after`', async ({ database }) => {
    await asOwnerOf(database, (owner) =>
      sql`alter table public.notes rename column made_at to later`.execute(owner),
    )
    expect(await problemsOf(database, MAIL_DESK_YAML)).toEqual([
      expect.stringContaining('notes has no column made_at'),
    ])
  })

  test('asks of a list or of users in the row itself', () => {
    const listed = MAIL_DESK_YAML.replace(
      'by: { entry_id.case_id: id }',
      'by: { entry_id.case_id: { has: id } }',
    )
    expect(readText(listed)).toMatchObject({
      ok: false,
      problems: [
        {
          message: 'copy quotes: `column.other` goes neither with `has` nor with `unless_used`',
        },
      ],
    })
  })
})
