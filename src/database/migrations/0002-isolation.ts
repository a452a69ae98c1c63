import { sql, type Kysely } from 'kysely'

/** Every table of the schema that holds rows of a workspace. */
const TABLES = [
  'workspace',
  'token',
  'conversation',
  'conversation_part',
  'contact',
  'job',
  'wakeup',
  'job_start',
  'ledger_entry',
]

/** Tables a definer function reads across workspaces: under FORCE even their owner sees no row. */
const OWNER_READS = ['workspace', 'token', 'wakeup']

/** Kysely's own tables: not forced, their owner migrates; the app sees them empty like the rest. */
const BOOKKEEPING = ['kysely_migration', 'kysely_migration_lock']

/**
 * Forced row-level security: a row is visible only while its workspace is set in the transaction,
 * and what must look across workspaces exists only as SECURITY DEFINER functions that return ids
 * and slugs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)

  for (const table of TABLES) {
    await run(`alter table unsaid.${table} enable row level security`)
    await run(`alter table unsaid.${table} force row level security`)
    await run(`create policy own_workspace on unsaid.${table} using (${visibleIn(table)})`)
  }
  for (const table of OWNER_READS) {
    await run(`create policy owner on unsaid.${table} to current_user using (true)`)
  }
  for (const table of BOOKKEEPING) {
    await run(`alter table unsaid.${table} enable row level security`)
  }
  for (const statement of FUNCTIONS) await run(statement)
}

function visibleIn(table: string): string {
  const column = table === 'workspace' ? 'id' : 'workspace_id'
  return `${column} = nullif(current_setting('unsaid.workspace', true), '')`
}

const FUNCTIONS = [
  definer(
    'token_by_digest(wanted bytea)',
    'table (workspace_id text, id text, scopes text[])',
    `select t.workspace_id, t.id, t.scopes from unsaid.token t
      where t.digest = wanted and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > pg_catalog.now())`,
  ),
  definer('workspaces()', 'setof text', `select w.id from unsaid.workspace w order by w.id`),
  definer(
    'create_workspace(slug text)',
    'boolean',
    `with created as (
       insert into unsaid.workspace (id) values (slug) on conflict do nothing returning id)
     select exists (select from created)`,
  ),
  definer(
    'due_wakeups(overdue interval, most integer, first_wait interval, longest_wait interval)',
    'table (workspace_id text, job_id text, chunk integer)',
    `with due as (
       select w.workspace_id, w.job_id, w.chunk from unsaid.wakeup w
        where w.due_at <= pg_catalog.now() - overdue
        order by w.due_at limit most for update skip locked)
     update unsaid.wakeup w
        set deliveries = w.deliveries + 1,
            due_at = pg_catalog.now()
              + least(first_wait * pg_catalog.power(2, least(w.deliveries, 20)), longest_wait)
       from due
      where (w.workspace_id, w.job_id, w.chunk) = (due.workspace_id, due.job_id, due.chunk)
     returning w.workspace_id, w.job_id, w.chunk`,
  ),
  definer(
    'hasten_wakeups(age interval, most integer)',
    'bigint',
    `with old as (
       select w.workspace_id, w.job_id, w.chunk from unsaid.wakeup w
        where w.created_at < pg_catalog.now() - age and w.due_at > pg_catalog.now()
        order by w.due_at limit most for update skip locked),
     hastened as (
       update unsaid.wakeup w set due_at = pg_catalog.now(), deliveries = 0
         from old
        where (w.workspace_id, w.job_id, w.chunk) = (old.workspace_id, old.job_id, old.chunk)
       returning 1)
     select pg_catalog.count(*) from hastened`,
  ),
]

/** Runs as the owner, with an empty search_path so that no caller's object can be slipped in. */
function definer(signature: string, returns: string, body: string): string {
  return `create function unsaid.${signature} returns ${returns}
    language sql volatile security definer set search_path = '' as $$ ${body} $$`
}
