import { sql, type RawBuilder } from 'kysely'

/** A row that a map has to do with, as a statement found it. Its texts stay in this process. */
export interface MappedRow {
  /** Its place in its table (a ctid): that of a locked row can't change. */
  readonly place: string
  /**
   * By whom this version of it was written, and in which partition. A place may have another row a
   * moment later, where the one that was read is not locked; that one has another version.
   */
  readonly version: string
  /** Columns as Postgres shows them. */
  readonly columns: Readonly<Record<string, string | null>>
}

/** What a statement that gives rows selects; no column of theirs is named like `@place`. */
export interface SelectedRow extends Readonly<Record<string, unknown>> {
  readonly '@place': string
  readonly '@version': string
}

/** The version of a row of a statement, as text. */
export function versionOf(alias: string): RawBuilder<string> {
  return sql<string>`${sql.ref(`${alias}.xmin`)}::text || '@' || ${sql.ref(`${alias}.tableoid`)}::oid::text`
}

/** The place of a row and columns of it as text. */
export function rowColumns(alias: string, columns: readonly string[]): RawBuilder<unknown> {
  const selected = columns.map(
    (column) => sql`${sql.ref(`${alias}.${column}`)}::text as ${sql.id(column)}`,
  )
  const place = sql`${sql.ref(`${alias}.ctid`)}::text as "@place"`
  return sql.join([place, sql`${versionOf(alias)} as "@version"`, ...selected])
}

export function mappedRow(selected: SelectedRow, columns: readonly string[]): MappedRow {
  const entries = columns.map((column) => [column, selected[column] as string | null] as const)
  return {
    place: selected['@place'],
    version: selected['@version'],
    columns: Object.fromEntries(entries),
  }
}
