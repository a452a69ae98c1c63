import { sql, type Kysely } from 'kysely'
import { keyedTables } from '../../test/scene/foreign/snapshot-of.ts'

/** @returns how many of these markers stand in each table of schema public, bytes included */
export async function markersLeft(
  admin: Kysely<never>,
  markers: readonly string[],
): Promise<Record<string, number>> {
  const sought = new Set(markers)
  const left: Record<string, number> = {}
  for (const { name } of await keyedTables(admin)) {
    const { rows } = await sql<{ word: string }>`
      select distinct found[1] as word
        from ${sql.id(name)} one, regexp_matches(one::text, ${WORDS}, 'g') found`.execute(admin)
    const found = rows.filter(({ word }) =>
      sought.has(word.startsWith('zq') ? word : Buffer.from(word, 'hex').toString()),
    )
    if (found.length > 0) left[`markers in ${name}`] = found.length
  }
  return left
}

/** As `marker.ts` makes them, and as bytes are shown. */
const WORDS = '(zq[a-z0-9]+?zq|7a71(?:[0-9a-f]{2})+?7a71)'
