import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, locatedMap } from '../maps/help-desk.ts'
import { makeMapped } from './mapped-workspace.ts'

export const DESK = 'desk'

/** What only Ada has said, or what is said of her. */
const HERS = ['SECRET', 'ada@example.com', '555 0100']

/**
 * A help desk where Ada (1) and Bob (2) wrote so many replies each, by turns with an agent who
 * quotes them, with files and events. A reply of Ada has the number of one of Bob, and one more.
 */
export async function fillHelpDesk(
  database: TestDatabase,
  { tickets, replies }: { readonly tickets: number; readonly replies: number },
): Promise<void> {
  const statements = `
    insert into customers values
      (1, 'ada@example.com', 'SECRET Ada', '+1 555 0100', '{"plan": "SECRET-plan"}'),
      (2, 'bob@example.com', 'Bob Otherman', null, '{}');
    insert into tickets
      select t * 2 + 1 - c, c, case c when 1 then 'SECRET subject' else 'subject of Bob' end, 'open', ''
        from generate_series(1, ${tickets}) t, generate_series(1, 2) c;
    insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
      select row_number() over (order by n, t.id), t.id, 'customer', t.customer_id,
             format('%s wrote reply %s of ticket %s',
                    case t.customer_id when 1 then 'SECRET Ada' else 'Bob' end, n, t.id),
             timestamptz '2026-01-01' + n * interval '2 hours'
        from tickets t, generate_series(1, ${replies}) n;
    insert into replies (id, ticket_id, author_kind, author_id, body, created_at)
      select 1000000 + id, ticket_id, 'agent', 1, E'you wrote:\\n> ' || body || E'\\nwe see',
             created_at + interval '1 hour' from replies;
    update tickets set last_line = 'we see';
    insert into files select id, id, body || '.png', '/files/' || id
      from replies where author_kind = 'customer';
    insert into events select id, 'reply', id, jsonb_build_object('text', body), '10.0.0.1'
      from replies where author_kind = 'customer';`
  const map = locatedMap(HELP_DESK_YAML)
  await makeMapped(database, map, HELP_DESK_SQL + statements, { [DESK]: null })
}

/** Rows by table in which something of Ada's stands. */
export async function rowsOfAda({ admin }: TestDatabase): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const table of ['customers', 'tickets', 'replies', 'files', 'events']) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.id('public', table)} t
       where t::text ~ ${HERS.join('|')}`.execute(admin)
    if (rows[0]!.count > 0) found[table] = rows[0]!.count
  }
  return found
}

/** What stands in Bob's rows, as one text. */
export async function rowsOfBob({ admin }: TestDatabase): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select string_agg(md5(text), ' ' order by text) as text
      from (select t::text as text from public.tickets t where customer_id = 2
            union all select r::text from public.replies r join public.tickets t on t.id = ticket_id
             where customer_id = 2
            union all select f::text from public.files f where file_name like '%Bob%'
            union all select e::text from public.events e where details ->> 'text' like '%Bob%'
            union all select c::text from public.customers c where id = 2) every`.execute(admin)
  return rows[0]!.text
}
