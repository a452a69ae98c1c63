import type { QueryExecutorProvider, RawBuilder } from 'kysely'
import type { Catalog } from './catalog.ts'
import { columnQuery } from './column-query.ts'
import { indexQuery } from './index-query.ts'
import { relationQuery } from './relation-query.ts'
import { checkQuery, foreignKeyQuery, triggerQuery } from './rule-queries.ts'

/** Reads what a schema consists of, as plain data. Any login may: the catalog is for everybody. */
export async function readCatalog(db: QueryExecutorProvider, schema: string): Promise<Catalog> {
  const relations = (await relationQuery(schema).execute(db)).rows
  const columns = await grouped(db, columnQuery(schema))
  const indexes = await grouped(db, indexQuery(schema))
  const foreignKeys = await grouped(db, foreignKeyQuery(schema))
  const checks = await grouped(db, checkQuery(schema))
  const triggers = await grouped(db, triggerQuery(schema))
  const tables = relations.map(({ table }) => ({
    ...table,
    columns: columns(table.name),
    indexes: indexes(table.name),
    uniques: indexes(table.name).filter(({ isUnique }) => isUnique),
    foreignKeys: foreignKeys(table.name),
    checks: checks(table.name),
    triggers: triggers(table.name),
  }))
  return { schema, tables }
}

interface TableItem<Item> {
  readonly table: string
  readonly item: Item
}

async function grouped<Item>(
  db: QueryExecutorProvider,
  query: RawBuilder<TableItem<Item>>,
): Promise<(table: string) => readonly Item[]> {
  const { rows } = await query.execute(db)
  const groups = new Map<string, Item[]>()
  for (const { table, item } of rows) groups.set(table, [...(groups.get(table) ?? []), item])
  return (table) => groups.get(table) ?? []
}
