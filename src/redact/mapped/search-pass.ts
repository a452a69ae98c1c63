import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Root } from './root.ts'

/** A search of all rows of a table, made for many chunks of a job at once. It holds no text. */
export interface SearchPass extends Stand {
  /** The messages it was made for, as they were then. */
  readonly covers: ReadonlySet<string>
  /** Places of the rows that held words of one of them. */
  readonly places: readonly string[]
}

/** How a table was when a search of it began. */
interface Stand {
  /** The oldest transaction that may still have been writing: its rows, and later ones, may not have been seen. */
  readonly since: string
  /** Its files: what rewrites a whole table moves all rows, and leaves their versions as they were. */
  readonly files: string
}

/** Passes of this process, by job and copy. */
export interface Passes {
  find(job: string, copy: string): SearchPass | undefined
  keep(job: string, copy: string, pass: SearchPass): void
}

/** Jobs that run beside each other, each with some copies; a pass that was dropped is made again. */
const MOST_KEPT = 32

export function newPasses(): Passes {
  const kept = new Map<string, SearchPass>()
  return {
    find: (job, copy) => kept.get(`${job} ${copy}`),
    keep(job, copy, pass) {
      kept.delete(`${job} ${copy}`)
      kept.set(`${job} ${copy}`, pass)
      const [oldest] = kept.keys()
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    },
  }
}

/** A message as it was read: one that was written since has another version. */
export const versionedKey = ({ table, row }: Root) => `${table} ${row.place} ${row.version}`

export async function standOf(
  trx: Trx,
  { given }: MappedSchema,
  table: string,
): Promise<Stand | undefined> {
  const { rows } = await sql<Stand>`
    with recursive tree as (
      select format('%I.%I', ${given.catalog.schema}::text, ${table}::text)::regclass::oid as id
      union select inhrelid from pg_catalog.pg_inherits join tree on inhparent = id)
    select pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text as since,
           (select string_agg(pg_catalog.pg_relation_filenode(id)::text, ' ' order by id)
              from tree) as files`.execute(trx)
  return rows[0]
}

/** That a row of the table `t` was found by the pass, or written since. */
export function isOfPass({ places, since }: SearchPass): RawBuilder<boolean> {
  return sql<boolean>`(t.ctid = any(${places}::tid[])
    or pg_catalog.age(t.xmin) <= pg_catalog.age(${since}::xid8::xid))`
}
