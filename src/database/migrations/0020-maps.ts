import { sql, type Kysely } from 'kysely'

/**
 * Messages may stand in tables that are not ours: a map says where, and a workspace may use one. The
 * tables of a map are one schema of this database.
 *
 * A workspace is made with its map and keeps it, so a process may remember which one it is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `create table unsaid.data_map (
     name text collate "C" primary key,
     version integer not null,
     schema_name text not null,
     definition jsonb not null,
     catalog jsonb not null,
     added_at timestamptz not null default now())`,
  `alter table unsaid.workspace
     add column map text collate "C" references unsaid.data_map (name),
     add column map_key text,
     add constraint a_key_is_of_a_map check (map is not null or map_key is null)`,
  `alter table unsaid.data_map enable row level security`,
  `alter table unsaid.data_map force row level security`,
  `create policy owner on unsaid.data_map to current_user using (true)`,
  // Two workspaces that share their rows would each erase what is the other's.
  `create unique index one_workspace_a_tenant on unsaid.workspace (map, coalesce(map_key, ''))
     where map is not null`,
  `create table unsaid.copy_count (
     workspace_id text collate "C" not null,
     job_id text collate "C" not null,
     id text collate "C" not null,
     counts jsonb not null,
     primary key (workspace_id, job_id, id),
     foreign key (workspace_id, job_id) references unsaid.job (workspace_id, id) on delete cascade)`,
  `alter table unsaid.copy_count enable row level security`,
  `alter table unsaid.copy_count force row level security`,
  `create policy own_workspace on unsaid.copy_count
     using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''))`,
  // Where a map leads, a place is a column by its names: still no word of what a row says.
  `alter table unsaid.look_finding drop constraint look_finding_place_check,
     add constraint look_finding_place_check check (place ~ '^[A-Za-z0-9_$ -]{1,63}[.][A-Za-z0-9_$ -]{1,63}$')`,
  `create function unsaid.create_workspace_on_map(slug text, map_name text, tenant text) returns boolean
     language sql volatile security definer set search_path = '' as $$
     with created as (
       insert into unsaid.workspace (id, map, map_key) values (slug, map_name, tenant)
           on conflict (id) do nothing returning id)
     select exists (select from created) $$`,
  `create function unsaid.map_of(slug text)
     returns table (name text, version integer, schema_name text, definition jsonb, catalog jsonb, tenant text)
     language sql stable security definer set search_path = '' as $$
     select m.name, m.version, m.schema_name, m.definition, m.catalog, w.map_key
       from unsaid.workspace w left join unsaid.data_map m on m.name = w.map
      where w.id = slug $$`,
  `create function unsaid.map_version(map_name text) returns integer
     language sql stable security definer set search_path = '' as $$
     select m.version from unsaid.data_map m where m.name = map_name $$`,
  `create function unsaid.map_tenant(map_name text)
     returns table (tenant_column text, tenant_type text)
     language sql stable security definer set search_path = '' as $$
     select m.definition -> 'workspace' ->> 'column', (
              select c ->> 'base' from pg_catalog.jsonb_array_elements(m.catalog -> 'tables') t,
                     pg_catalog.jsonb_array_elements(t -> 'columns') c
               where c ->> 'name' = m.definition -> 'workspace' ->> 'column' limit 1)
       from unsaid.data_map m where m.name = map_name $$`,
  `create function unsaid.data_maps()
     returns table (name text, version integer, schema_name text, system text, added_at timestamptz, workspaces text[])
     language sql stable security definer set search_path = '' as $$
     select m.name, m.version, m.schema_name, m.definition ->> 'system', m.added_at,
            array(select w.id from unsaid.workspace w where w.map = m.name order by w.id)
       from unsaid.data_map m order by m.name $$`,
]
