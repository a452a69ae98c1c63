import { sql } from 'kysely'
import { expect } from 'vitest'
import { createWorkspace, listWorkspaces } from '../../src/access/workspaces.ts'
import { digestOf, newToken } from '../../src/access/access-token.ts'
import { storeToken } from '../../src/access/store-token.ts'
import { test } from '../database-test.ts'
import { fillWorkspace } from './fill-workspace.ts'

/** Everything that may look across workspaces, and all that it gives back: ids, slugs, counts, a state, maps. */
const EXPECTED = {
  accept: 'SETOF text',
  backlog: 'record',
  check_pepper: 'text',
  create_workspace: 'boolean',
  create_workspace_on_map: 'boolean',
  data_maps:
    'TABLE(name text, version integer, schema_name text, system text, added_at timestamp with time zone, workspaces text[])',
  due_wakeups: 'TABLE(workspace_id text, job_id text, wakes text, chunk integer)',
  drop_some: 'boolean',
  hasten_wakeups: 'bigint',
  leave_lists: 'void',
  map_of:
    'TABLE(name text, version integer, schema_name text, definition jsonb, catalog jsonb, tenant text)',
  map_tenant: 'TABLE(tenant_column text, tenant_type text)',
  map_version: 'integer',
  mark_unsealed: 'trigger',
  pending_jobs: 'bigint',
  purge_jobs: 'bigint',
  stale_lists: 'TABLE(workspace_id text, job_id text)',
  seal_entries: 'SETOF record',
  token_by_digest: 'TABLE(workspace_id text, id text, scopes text[])',
  unknown_heads: 'SETOF text',
  unsealed_workspaces: 'SETOF text',
  waiting_workspaces: 'SETOF text',
  watched_workspaces: 'SETOF text',
  workspaces: 'SETOF text',
}

interface DefinerFunction {
  readonly name: string
  readonly returns: string
  readonly config: string[] | null
  readonly owner: string
  readonly public: boolean
  readonly app: boolean
}

test('only the known functions run with the rights of their owner, and give back no text', async ({
  database,
}) => {
  const { rows } = await sql<DefinerFunction>`
    select proname as name, pg_get_function_result(oid) as returns, proconfig as config,
           pg_get_userbyid(proowner) as owner,
           exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner)))
                    where grantee = 0) as public,
           has_function_privilege(${database.appRole}, oid, 'execute') as app
      from pg_proc where prosecdef and pronamespace in
           (select oid from pg_namespace where nspname in ('unsaid', 'unsaid_queue', 'public'))
     order by proname collate "C"`.execute(database.admin)

  expect(Object.fromEntries(rows.map((row) => [row.name, row.returns]))).toEqual(EXPECTED)
  expect(rows).toHaveLength(Object.keys(EXPECTED).length)
  for (const row of rows) {
    expect(row).toMatchObject({
      config: ['search_path=""'],
      owner: 'unsaid_owner',
      public: false,
      app: true,
    })
  }
})

test('no function, table, sequence or schema of ours is granted to PUBLIC', async ({
  database,
}) => {
  const { rows } = await sql<{ name: string }>`
    with ours as (select * from pg_namespace where nspname in ('unsaid', 'unsaid_queue')),
    rights as (
      select oid::regprocedure::text as name, coalesce(proacl, acldefault('f', proowner)) as acl
        from pg_proc where pronamespace in (select oid from ours)
      union all
      select oid::regclass::text, coalesce(relacl, acldefault(
               case relkind when 'S' then 's'::"char" else 'r'::"char" end, relowner))
        from pg_class where relnamespace in (select oid from ours)
      union all
      select attrelid::regclass || '.' || attname, attacl from pg_attribute
       where attacl is not null and attrelid in
             (select oid from pg_class where relnamespace in (select oid from ours))
      union all select nspname, coalesce(nspacl, acldefault('n', nspowner)) from ours)
    select distinct name from rights, aclexplode(acl) where grantee = 0`.execute(database.admin)
  expect(rows).toEqual([])
})

test('an owner that is no superuser runs them across workspaces, though its tables are forced', async ({
  database,
}) => {
  const { db, admin } = database
  const { rows: owners } = await sql<{ above: boolean }>`
    select rolsuper or rolbypassrls as above from pg_roles
     where rolname = 'unsaid_owner'`.execute(admin)
  expect(owners).toEqual([{ above: false }])

  for (const workspace of ['one', 'two']) {
    expect(await createWorkspace(db, workspace)).toBe(true)
    await fillWorkspace(db, workspace)
  }
  expect(await listWorkspaces(db)).toEqual(['default', 'one', 'two'])

  const token = newToken()
  const id = await storeToken(db, 'two', token, { scopes: ['jobs:read'] })
  const { rows: found } = await sql`
    select * from token_by_digest(${digestOf(token)})`.execute(db)
  expect(found).toEqual([{ workspace_id: 'two', id, scopes: ['jobs:read'] }])

  const { rows: hastened } = await sql`select hasten_wakeups('0', 10) as most`.execute(db)
  expect(hastened).toEqual([{ most: '2' }])
  const { rows: due } = await sql<{ workspace_id: string; wakes: string }>`
    select workspace_id, wakes from due_wakeups('0', 10, '30 s', '10 min')
     order by workspace_id`.execute(db)
  expect(due).toEqual([
    { workspace_id: 'one', wakes: 'redaction' },
    { workspace_id: 'two', wakes: 'redaction' },
  ])
  expect((await sql`select from due_wakeups('0', 10, '30 s', '10 min')`.execute(db)).rows).toEqual(
    [],
  )
})
