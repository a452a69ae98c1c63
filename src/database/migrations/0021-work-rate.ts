import { sql, type Kysely } from 'kysely'

/**
 * On a map jobs work beside somebody else's application. How fast is agreed here, since the workers of
 * a workspace are many, on many machines: when the next chunk may begin. A workspace has a row once
 * its rate is bounded, or somebody had to wait for it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  // Written with every chunk: there is room for that beside the row, and no index to follow it.
  `create table unsaid.work_rate (
     workspace_id text collate "C" primary key references unsaid.workspace (id),
     most_a_second integer check (most_a_second > 0),
     free_at timestamptz not null default '-infinity') with (fillfactor = 50)`,
  `alter table unsaid.work_rate enable row level security`,
  `alter table unsaid.work_rate force row level security`,
  `create policy own_workspace on unsaid.work_rate
     using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''))`,
]
