import { sql, type RawBuilder } from 'kysely'
import type { Contact } from '../../maps/format/people-format.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** The column by which a person's row `p` tells when it was last written. */
export interface TouchColumn {
  readonly name: string
  readonly ref: RawBuilder<unknown>
  /** That it tells a time that has come: one far ahead would hide all that is written before it. */
  readonly isPast: RawBuilder<boolean>
}

const DAY_MS = 86_400_000

/** Clocks and time zones of others may be ahead of ours by less. */
const AHEAD = sql`now() + interval '1 day'`

/** @returns undefined where the map names none, or what it holds is not in the order of time */
export function touchColumn(
  schema: MappedSchema,
  { table, touch = {} }: Contact,
): TouchColumn | undefined {
  for (const [name, kind] of Object.entries(touch)) {
    const { base, isArray } = schema.column(table, name)
    const ref = sql.ref(`p.${name}`)
    if (isArray) continue
    if (kind === 'now_ms') {
      const ahead = sql`extract(epoch from now()) * 1000 + ${sql.lit(DAY_MS)}`
      return { name, ref, isPast: sql<boolean>`${ref} <= ${ahead}` }
    }
    if (base === 'timestamptz' || base === 'timestamp') {
      return { name, ref, isPast: sql<boolean>`${ref} <= ${AHEAD}` }
    }
  }
  return undefined
}
