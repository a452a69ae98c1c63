import { sql, type RawBuilder } from 'kysely'
import { exactJson } from '../json-stream/numeral.ts'

/** Rows as one parameter, called `r`; columns that are missing in a row are null. */
export function recordset(rows: readonly object[], columns: string): RawBuilder<unknown> {
  return sql`json_to_recordset(${exactJson(rows)}::json) as r(${sql.raw(columns)})`
}
