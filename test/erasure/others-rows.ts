import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'

export interface OthersRows {
  /** Every body that Ada did not write, wherever it is. */
  readonly bodies: string
  /** Every row, whole, of conversations in which she has no part. */
  readonly rows: string
}

/** What belongs to others than Ada, as counts with a hash: equal when not a byte changed. */
export async function othersRows({ admin }: TestDatabase): Promise<OthersRows> {
  const { rows } = await sql<OthersRows>`
    select (select count(*) || ' ' || md5(string_agg(conversation_id || id || body, ','
                     order by conversation_id, id))
              from conversation_part where author_id <> 'ada') as bodies,
           (select count(*) || ' ' || md5(string_agg(one::text, ',' order by one::text)) from (
              select part::text as one from conversation_part part where conversation_id like 'o%'
               union all
              select c::text from conversation c where id like 'o%') others) as rows`.execute(admin)
  return rows[0]!
}
