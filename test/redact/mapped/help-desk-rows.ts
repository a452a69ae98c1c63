import { sql } from 'kysely'
import type { TestDatabase } from '../../database-test.ts'

/** Rows of the help desk of the documents; what is SECRET is Ada's. */
export const HELP_DESK_ROWS = `
  insert into customers values
    (1, 'ada@example.com', 'Ada Secretname', '+1 555 0100', '{"plan": "SECRET-plan"}'),
    (2, 'bob@example.com', 'Bob Otherman', null, '{}');
  insert into agents values (1, 'agent', 'An Agent');
  insert into tickets values
    (10, 1, 'SECRET subject of Ada', 'open', 'my card is SECRET-4111 1111'),
    (20, 2, 'subject of Bob', 'open', 'hello from Bob');
  insert into replies (id, ticket_id, author_kind, author_id, body, created_at) values
    (100, 10, 'customer', 1, 'good morning, SECRET-first words', '2026-01-01'),
    (101, 10, 'agent', 1, E'you wrote:\\n> good morning, SECRET-first words\\nyes', '2026-01-02'),
    (102, 10, 'customer', 1, 'my card is SECRET-4111 1111', '2026-01-03'),
    (200, 20, 'customer', 2, 'hello from Bob', '2026-01-01');
  insert into files values (1, 100, 'SECRET-file.png', '/files/1'), (2, 200, 'bob.png', '/files/2');
  insert into events values
    (1, 'reply', 100, '{"text": "SECRET-first words"}', '10.0.0.1'),
    (2, 'customer', 1, '{"name": "Ada Secretname"}', '10.0.0.1'),
    (3, 'customer', 2, '{"name": "Bob Otherman"}', '10.0.0.2');`

const TABLES = ['customers', 'agents', 'tickets', 'replies', 'files', 'events']

/** Everything of the help desk: rows as text, by table. */
export async function helpDeskRows({ admin }: TestDatabase): Promise<Record<string, string[]>> {
  const entries = await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await sql<{ text: string }>`
        select row_to_json(t)::text as text from ${sql.id('public', table)} t order by t.id`.execute(
        admin,
      )
      return [table, rows.map(({ text }) => text)] as const
    }),
  )
  return Object.fromEntries(entries)
}
