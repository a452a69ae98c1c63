import { sql, type Kysely } from 'kysely'
import { schemaFacts } from '../../maps/build-schema.ts'
import { seeded } from '../../maps/seeded.ts'
import { filledRows, type Row } from './filled-row.ts'
import type { ForeignSystem } from './foreign-scene.ts'

/** Rows of a database that is yet to be filled. */
export interface SceneRows {
  /** @param marker of whoever the row belongs to; null: nobody */
  add(table: string, marker: string | null, row: Row): void
  /** Words that anybody might say. */
  words(): string
  /** A number of its own for a row of this table, from 1. */
  next(table: string): number
  /** Writes all. */
  store(db: Kysely<never>): Promise<void>
}

const BATCH = 2_000
const FEWEST = 7
const WORDS = (
  'the a parcel order invoice still never came was wrong please look into this again we you they ' +
  'said that garden window number street colour blue second week price refund account password ' +
  'meeting report summer winter train ticket doctor school letter answer question today tomorrow'
).split(' ')

export function sceneRows(system: ForeignSystem, seed: string): SceneRows {
  const filledRow = filledRows(schemaFacts(system))
  const { below } = seeded(seed)
  const tables = new Map<string, Row[]>()
  const counts = new Map<string, number>()
  return {
    add(table, marker, row) {
      const rows = tables.get(table) ?? []
      tables.set(table, rows)
      rows.push(filledRow(table, marker, row))
    },
    words: () =>
      Array.from({ length: FEWEST + below(9) }, () => WORDS[below(WORDS.length)]).join(' '),
    next(table) {
      const nth = (counts.get(table) ?? 0) + 1
      counts.set(table, nth)
      return nth
    },
    async store(db) {
      await db.transaction().execute(async (trx) => {
        // Keys lead in circles, as from realms to their groups and back; a test looks at each afterwards.
        await sql`set local session_replication_role = replica`.execute(trx)
        for (const [table, rows] of tables) await insertRows(trx, table, rows)
      })
    },
  }
}

async function insertRows(db: Kysely<never>, table: string, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) {
    const json = JSON.stringify(rows.slice(at, at + BATCH))
    await sql`insert into ${sql.id(table)}
      select * from json_populate_recordset(null::${sql.id(table)}, ${json}::json)`.execute(db)
  }
}
