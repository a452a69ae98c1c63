import { sql, type Kysely } from 'kysely'

/**
 * Seals over the ledger's entries. An entry bears a marker from its own transaction until it is
 * sealed; a seal chains the entry to the one sealed before it. The order of the chain is that of
 * sealing, so an entry whose transaction commits late comes later, and nothing falls behind.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [...TABLES, ...SECURED.flatMap(secure), ...MARKERS, ...FUNCTIONS]
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const TABLES = [
  `create table unsaid.ledger_unsealed (
     workspace_id text collate "C" not null,
     entry_id text collate "C" not null,
     primary key (workspace_id, entry_id)
   )`,
  `create table unsaid.ledger_seal (
     workspace_id text collate "C" not null,
     seq bigint not null check (seq > 0),
     entry_id text collate "C" not null,
     prev_hash bytea not null check (length(prev_hash) = 32),
     hash bytea not null check (length(hash) = 32),
     primary key (workspace_id, seq),
     unique (workspace_id, entry_id)
   )`,
]

const SECURED = ['ledger_unsealed', 'ledger_seal']

function secure(table: string): string[] {
  return [
    `alter table unsaid.${table} enable row level security`,
    `alter table unsaid.${table} force row level security`,
    `create policy own_workspace on unsaid.${table}
       using (workspace_id = nullif(current_setting('unsaid.workspace', true), ''))`,
    `create policy owner on unsaid.${table} to current_user using (true)`,
  ]
}

/** The app can write no marker itself, so there is none without an entry, and none too few. */
const MARKERS = [
  `create policy owner on unsaid.ledger_entry to current_user using (true)`,
  `insert into unsaid.ledger_unsealed (workspace_id, entry_id)
     select workspace_id, id from unsaid.ledger_entry`,
  `create function unsaid.mark_unsealed() returns trigger
     language plpgsql security definer set search_path = '' as $$
   begin
     insert into unsaid.ledger_unsealed (workspace_id, entry_id) values (new.workspace_id, new.id);
     return null;
   end $$`,
  `create trigger mark_unsealed after insert on unsaid.ledger_entry
     for each row execute function unsaid.mark_unsealed()`,
]

const FUNCTIONS = [
  // Every text with its length before it, so that no two entries have the same bytes. Held to
  // `src/ledger/hash-seal.ts`, which verifies, by a test.
  `create function unsaid.hashed_text(value text) returns bytea
     language sql immutable set search_path = ''
     as $$ select pg_catalog.int4send(pg_catalog.length(pg_catalog.convert_to(value, 'UTF8')))
                  || pg_catalog.convert_to(value, 'UTF8') $$`,
  `create function unsaid.unsealed_workspaces() returns setof text
     language sql stable security definer set search_path = ''
     as $$ select w.id from unsaid.workspace w
            where exists (select from unsaid.ledger_unsealed u where u.workspace_id = w.id)
            order by w.id $$`,
  `create function unsaid.unknown_heads(workspaces text[], seqs bigint[], hashes bytea[])
     returns setof text
     language sql stable security definer set search_path = ''
     as $$ select head.workspace
             from unnest(workspaces, seqs, hashes) as head(workspace, seq, hash)
            where not exists (select from unsaid.ledger_seal s
                               where s.workspace_id = head.workspace and s.seq = head.seq
                                 and s.hash = head.hash) $$`,
  // No row: another session is sealing this workspace.
  `create function unsaid.seal_entries(workspace text, most integer,
       out sealed integer, out seq bigint, out entry_id text, out hash text)
     returns setof record
     language plpgsql volatile security definer set search_path = '' as $$
   #variable_conflict use_column
   declare
     entry record;
     head bytea;
     next_head bytea;
   begin
     if not pg_catalog.pg_try_advisory_xact_lock(778203, pg_catalog.hashtext(workspace)) then
       return;
     end if;
     sealed := 0;
     select s.seq, s.entry_id, s.hash into seq, entry_id, head from unsaid.ledger_seal s
      where s.workspace_id = workspace order by s.seq desc limit 1;
     if not found then
       seq := 0;
       head := pg_catalog.decode(pg_catalog.repeat('00', 32), 'hex');
     end if;
     for entry in
       select e.id, pg_catalog.extract('epoch', e.created_at)::text as created_at,
              e.records::text as records
         from unsaid.ledger_unsealed u
         join unsaid.ledger_entry e on e.workspace_id = u.workspace_id and e.id = u.entry_id
        where u.workspace_id = workspace order by u.entry_id limit most
     loop
       sealed := sealed + 1;
       seq := seq + 1;
       entry_id := entry.id;
       next_head := pg_catalog.sha256(
         pg_catalog.convert_to('unsaid ledger 1', 'UTF8') || head || pg_catalog.int8send(seq)
         || unsaid.hashed_text(workspace) || unsaid.hashed_text(entry.id)
         || unsaid.hashed_text(entry.created_at) || unsaid.hashed_text(entry.records));
       insert into unsaid.ledger_seal (workspace_id, seq, entry_id, prev_hash, hash)
       values (workspace, seq, entry.id, head, next_head);
       delete from unsaid.ledger_unsealed u
        where u.workspace_id = workspace and u.entry_id = entry.id;
       head := next_head;
     end loop;
     hash := pg_catalog.encode(head, 'hex');
     return next;
   end $$`,
]
