import { sql, type Kysely } from 'kysely'
import type { MappedSystem } from './mapped-system.ts'
import { neededValues } from './needed-values.ts'
import { plainIndexStatements, schemaStatements } from './table-statements.ts'

/**
 * Makes the tables of a system in schema public, as its own catalog has them, and fills them.
 *
 * @param db of whoever is to own the tables
 */
export async function storeSystem(
  db: Kysely<never>,
  { tables, scene }: MappedSystem,
): Promise<void> {
  await sql.raw(schemaStatements(tables)).execute(db)
  for (const one of plainIndexStatements(tables)) await sql.raw(one).execute(db)
  for (const { table, row } of scene.rows) {
    const filled = { ...neededValues(tables, table, row.id), ...row }
    await sql`insert into ${sql.id(table)}
      select * from json_populate_record(null::${sql.id(table)}, ${JSON.stringify(filled)}::json)`.execute(
      db,
    )
  }
}
