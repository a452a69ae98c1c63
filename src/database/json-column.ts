import type { ColumnType } from 'kysely'

/** JSON goes in as text: node-postgres would turn an array into a Postgres array. */
export type Json<T> = ColumnType<T, string, string>
