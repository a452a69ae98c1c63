import { sql, type RawBuilder } from 'kysely'

/**
 * An update of rows by the places at which its transaction has locked them, which fails unless it
 * writes all of them: an outcome would be stored of a text that is still kept.
 *
 * @param update without a `returning`
 */
export function writingAll(update: RawBuilder<unknown>, locked: number): RawBuilder<unknown> {
  return sql`
    with written as (${update} returning 1)
    select assert_written(count(*), ${locked}::integer) from written`
}
