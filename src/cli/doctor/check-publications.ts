import { sql } from 'kysely'
import type { Db } from '../../database/connection.ts'
import { aboutUnwritable, unwritableTables } from '../../database/unwritable-tables.ts'
import { WRITTEN_SCHEMAS } from '../../setup/assert-writable.ts'
import { ok, problem, warning, type Check } from './check.ts'

const CHECK = 'publications'

/** Whether publications let our tables be written, and carry redactions to their subscribers. */
export async function checkPublications(db: Db): Promise<Check[]> {
  const unwritable = (await unwritableTables(db, WRITTEN_SCHEMAS)).map((one) =>
    problem(CHECK, aboutUnwritable(one), `run \`${one.cure}\``),
  )
  const all = [...unwritable, ...(await keptTexts(db))]
  return all.length > 0 ? all : [ok(CHECK, 'none keeps a redaction from being made or passed on')]
}

/** Inserts carry text to the subscriber that no update takes back there. */
async function keptTexts(db: Db): Promise<Check[]> {
  const { rows } = await sql<{ publication: string; tables: string }>`
    select quote_ident(pubname) as publication,
           string_agg('unsaid.' || tablename, ', ' order by tablename) as tables
      from pg_publication_tables join pg_publication using (pubname)
     where pubinsert and not pubupdate and schemaname = 'unsaid'
       and tablename in ('conversation', 'conversation_part', 'contact')
     group by pubname order by pubname`.execute(db)
  return rows.map(({ publication, tables }) =>
    warning(
      CHECK,
      `the publication ${publication} publishes inserts without updates, so that its subscribers keep the text of ${tables}`,
      `run \`alter publication ${publication} set (publish = 'insert, update, delete, truncate');\`, and redact what they hold by hand`,
    ),
  )
}
