import { sql, type Kysely } from 'kysely'

/**
 * Fails a transaction that did not write every row it has locked: an outcome would be stored of a
 * text that is still kept. Postgres itself must look, so that the commit can be asked for together
 * with the statement.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function unsaid.assert_written(written bigint, locked integer) returns void
      language plpgsql set search_path = '' as $$
    begin
      if written <> locked then
        raise exception '% of % locked rows were written', written, locked;
      end if;
    end $$`.execute(db)
}
