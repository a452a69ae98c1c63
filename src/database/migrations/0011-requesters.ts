import { sql, type Kysely } from 'kysely'

/**
 * Who asks on the command line may have a name, `cli:NAME`, where until now `cli` named nobody; and
 * erasures, of which an auditor asks for those of a month, are found among however many other jobs.
 *
 * A job's kind never changes, so the index costs no HOT update. Every single redaction is held to the
 * check, so it counts no characters in a class: that is what took the time (0007).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `alter table unsaid.job drop constraint job_requested_by_check`,
  `alter table unsaid.job add constraint requester_is_known check (
     requested_by in ('cli', 'library', 'raw') or
     (requested_by ~ '^token:[0-9a-f-]+$' and length(requested_by) = 42) or
     (requested_by ~ '^cli:[A-Za-z0-9._-]+$' and length(requested_by) <= 52))`,
  `create index job_erasures on unsaid.job (workspace_id, id) where kind = 'erasure'`,
]
