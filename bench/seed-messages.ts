import pg from 'pg'

/** How much is stored: conversations `c1`, `c2`, …, each with parts `p<c>-1`, `p<c>-2`, … */
export interface Shape {
  readonly conversations: number
  readonly parts: number
}

/** Who wrote every message: the contact that an erasure is about. */
export const CONTACT = 'u1'

/** Stands in every body, and nowhere in what redaction leaves. */
export const MARKER = 'benchtext'

export const nameOf = ({ conversations, parts }: Shape) => `bench_seed_${conversations}_${parts}`

/** Twice as many parts as are redacted, so that targets lie scattered among others. */
export function shapeFor(n: number, parts: number): Shape {
  return { conversations: Math.max(1, Math.ceil((2 * n) / parts)), parts }
}

/** Fills a database as an import would have, and leaves it vacuumed and analyzed. */
export async function seedMessages(adminUrl: string, shape: Shape): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, options: '-c search_path=unsaid' })
  await client.connect()
  try {
    await client.query(CONVERSATIONS, [shape.conversations, CONTACT])
    await client.query(PARTS, [shape.conversations, shape.parts, CONTACT])
    await client.query(
      `insert into contact (workspace_id, id, data)
       values ('default', $1, jsonb_build_object('type', 'contact', 'id', $1::text))`,
      [CONTACT],
    )
    await client.query('vacuum (freeze, analyze)')
  } finally {
    await client.end()
  }
}

const AUTHOR = (contact: string) =>
  `jsonb_build_object('type', 'user', 'id', ${contact}::text, 'name', 'Kim', 'email', 'kim@example.com')`

const CONVERSATIONS = `
  insert into conversation (workspace_id, id, keyed, data, source, source_id, source_author_type,
                            source_author_id)
  select 'default', 'c' || c, true,
         jsonb_build_object('type', 'conversation', 'id', 'c' || c, 'title', 'A ${MARKER}',
           'created_at', 1767139200, 'updated_at', 1767139200,
           'contacts', jsonb_build_object('type', 'contact.list', 'contacts',
             jsonb_build_array(jsonb_build_object('type', 'contact', 'id', $2::text)))),
         jsonb_build_object('type', 'conversation', 'id', 's' || c, 'subject', 'A ${MARKER}',
           'delivered_as', 'customer_initiated', 'body', '<p>${MARKER}</p>',
           'author', ${AUTHOR('$2')}, 'attachments', '[]'::jsonb),
         's' || c, 'user', $2
    from generate_series(1, $1) c`

/** 20 or so words of body, and the members that Intercom sends of a part. */
const PARTS = `
  insert into conversation_part (workspace_id, conversation_id, id, position, author_type,
                                 author_id, body, data)
  select 'default', 'c' || c, 'p' || c || '-' || p, p, 'user', $3,
         '<p>${MARKER} ' || repeat('Lorem ipsum dolor sit amet ', 4) || md5(c || '-' || p) || '</p>',
         jsonb_build_object('type', 'conversation_part', 'id', 'p' || c || '-' || p,
           'part_type', 'comment', 'created_at', 1767139200, 'updated_at', 1767139200,
           'notified_at', 1767139200, 'assigned_to', null, 'author', ${AUTHOR('$3')},
           'attachments', '[]'::jsonb, 'external_id', null, 'redacted', false,
           'email_message_metadata', jsonb_build_object('subject', 'A ${MARKER}'),
           'metadata', '{}'::jsonb, 'tags', '[]'::jsonb, 'app_package_code', null)
    from generate_series(1, $1) c, generate_series(1, $2) p`
