import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CatalogTable } from '../../src/maps/catalog/catalog.ts'
import { holdsText } from '../../src/maps/catalog/holds-text.ts'
import { accountColumns, type Accounted } from '../../src/maps/check/account.ts'
import { keepsColumn } from '../../src/maps/check/kept-columns.ts'
import { entriesOf } from '../../src/maps/check/map-entry.ts'
import { namedColumns } from '../../src/maps/check/named-columns.ts'
import { asList } from '../../src/maps/format/map-names.ts'
import type { LocatedMap } from '../../src/maps/read/located-map.ts'
import { readShippedMap, shippedNames } from '../../src/maps/shipped-maps.ts'
import { schemaStatements } from '../../src/demo/table-statements.ts'
import { besideTables, schemaFacts } from './build-schema.ts'
import { complaints, foreignDatabase, type ForeignDatabase } from './catalog-of.ts'
import { seeded } from './seeded.ts'

/** Text columns of each map that are added, dropped and retyped. */
const CHANGES = 6

test('each map that comes with Unsaid is tested here', () => {
  expect(shippedNames()).toEqual(['chatwoot', 'mattermost', 'request-tracker', 'zulip'])
})

describe.each(shippedNames())('%s', (system) => {
  let database: ForeignDatabase
  let map: LocatedMap

  beforeAll(async () => {
    database = await foreignDatabase(
      [schemaStatements(schemaFacts(system)), ...besideTables(system)].join(';'),
    )
    const read = readShippedMap(system)
    expect(read).toMatchObject({ ok: true })
    if (read?.ok) map = read
  })
  afterAll(() => database.close())

  test('accounts for everything', async () => {
    const checked = await database.check(map)

    expect(complaints(checked)).toEqual([])
    expect(checked.textColumns).toBeGreaterThan(120)
  })

  test('a text column that is added is named', async () => {
    // Whatever is in a table that is kept or deleted as a whole is answered for.
    const { tables } = await database.catalog()
    const open = tables.filter(({ name }) => !isWhole(name))
    for (const { name } of seeded(system).some(open, CHANGES)) {
      await database.run(`alter table "${name}" add column added_since text`)
      expect(complaints(await database.check(map)), name).toEqual([
        `${name}.added_since (text) is not accounted for: rewrite it, delete its row, or keep it with a reason`,
      ])
      await database.run(`alter table "${name}" drop column added_since`)
    }
  })

  test('a column that is dropped or retyped is named where the map writes it', async () => {
    const written = (await accounted()).filter(({ answer }) => answer === 'rewritten')
    for (const { table, column } of seeded(system).some(written, CHANGES)) {
      const [name, before] = [`"${table.name}"`, `"${column.name}"`]
      await database.run(`alter table ${name} rename column ${before} to gone_since`)
      const found = complaints(await database.check(map))
      expect(found, `${name}.${before}`).toContain(`${table.name} has no column ${column.name}`)
      expect(found.some((one) => one.startsWith(`${table.name}.gone_since (`))).toBe(true)
      await database.run(`alter table ${name} rename column gone_since to ${before}`)
    }
  })

  test('a column whose type changes to one with text is named', async () => {
    const { tables } = await database.catalog()
    const numbers = tables
      .filter(({ name }) => !isWhole(name))
      .flatMap((table) => table.columns.map((column) => ({ table, column })))
      .filter(({ table, column }) => !holdsText(column) && isFree(table, column.name))
    const answered = new Set(
      namedColumns(map).map(({ table, column }) => `${table}.${column ?? ''}`),
    )
    const open = numbers.filter(
      ({ table, column }) =>
        !answered.has(`${table.name}.${column.name}`) &&
        !(map.map.kept ?? []).some((kept) => keepsColumn(kept, table, column)),
    )
    for (const { table, column } of seeded(system).some(open, CHANGES)) {
      await database.run(`begin; alter table "${table.name}" add column retyped text;
        alter table "${table.name}" rename column "${column.name}" to before_retyped;
        alter table "${table.name}" rename column retyped to "${column.name}"; commit`)
      const found = complaints(await database.check(map))
      expect(
        found.some((one) => one.startsWith(`${table.name}.${column.name} (text) `)),
        column.name,
      ).toBe(true)
      await database.run(`begin; alter table "${table.name}" drop column "${column.name}";
        alter table "${table.name}" rename column before_retyped to "${column.name}"; commit`)
    }
  })

  const accounted = async (): Promise<Accounted[]> => accountColumns(map, await database.catalog())
  const isWhole = (name: string) => {
    const entries = entriesOf(map.map).filter(({ table }) => table === name)
    const isDeleted =
      entries.some(({ does }) => does === 'delete') &&
      entries.every(({ values }) => Object.keys(values).length === 0)
    return isDeleted || (map.map.kept ?? []).some(({ tables }) => asList(tables).includes(name))
  }
})

const isFree = ({ primaryKey, uniques, foreignKeys, checks }: CatalogTable, name: string) =>
  ![
    primaryKey,
    ...uniques.map(({ columns }) => columns),
    ...foreignKeys.map(({ columns }) => columns),
    ...checks.map(({ columns }) => columns),
  ].some((columns) => columns.includes(name))
