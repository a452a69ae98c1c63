import { sql, type Kysely } from 'kysely'
import type { SeededRandom } from '../../../scene/seeded-random.ts'
import { baseTables } from './base-tables.ts'
import { newDraft, type Draft, type DraftTable } from './draft.ts'
import type { DraftedScene } from './drafted-scene.ts'
import { chain, eitherKey, oneKey, textKey, twoKeys, type AddCopy } from './keyed-copies.ts'
import { ends, listed, notes, ofPeople, quotes } from './other-copies.ts'

/** A made-up system: its map, its rows and whose they are. */
export interface DraftedSystem {
  readonly draft: Draft
  readonly scene: DraftedScene
  /** JSON, which is YAML, too. */
  readonly mapText: string
}

/** Without these something of the base tables would be left. */
const ALWAYS: readonly AddCopy[] = [ends, ofPeople, quotes]
const SOMETIMES: readonly AddCopy[] = [oneKey, twoKeys, eitherKey, textKey, chain, listed, notes]

export function draftSystem(random: SeededRandom): DraftedSystem {
  const draft = newDraft(random)
  const base = baseTables(draft)
  for (const add of ALWAYS) add(draft, base)
  for (const add of SOMETIMES) if (draft.oneIn(2)) add(draft, base)
  const { tenant, copies, kept, rebuilt } = draft
  const map = {
    ...{ map: 'drafted', format: 1, system: 'One that a test makes up', ...base.map, copies },
    ...(tenant ? { workspace: { column: tenant.column } } : {}),
    rebuilt: rebuilt.map((column) => ({ column, by: 'Postgres, of the body' })),
    ...(kept.length > 0 ? { kept: [{ column: kept, because: 'ids and fixed words' }] } : {}),
  }
  return { draft, scene: base.scene, mapText: JSON.stringify(map, null, 1) }
}

const PRELUDE = [
  'create extension if not exists citext schema public',
  'create extension if not exists hstore schema public',
  'create domain public.short_text as varchar(90)',
]

/** Makes the tables and fills them. */
export async function storeDraft(db: Kysely<never>, { schema, tables }: Draft): Promise<void> {
  for (const one of PRELUDE) await sql.raw(one).execute(db)
  await sql`create schema if not exists ${sql.id(schema)}`.execute(db)
  for (const table of tables) await createTable(db, schema, table)
  for (const { name, constraints } of tables) {
    for (const one of constraints) {
      await sql`alter table ${sql.id(schema, name)} add ${sql.raw(one)}`.execute(db)
    }
  }
}

async function createTable(
  db: Kysely<never>,
  schema: string,
  { name, columns, rows }: DraftTable,
): Promise<void> {
  const told = [...columns].map(([column, type]) => sql`${sql.id(column)} ${sql.raw(type)}`)
  await sql`create table ${sql.id(schema, name)} (${sql.join(told)})`.execute(db)
  const filled = [...columns]
    .filter(([, type]) => !type.includes('generated always'))
    .map(([column]) => sql.id(column))
  await sql`
    insert into ${sql.id(schema, name)} (${sql.join(filled)})
    select ${sql.join(filled)}
      from json_populate_recordset(null::${sql.id(schema, name)}, ${JSON.stringify(rows)}::json)`.execute(
    db,
  )
}
