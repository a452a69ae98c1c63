import { sql, type Kysely } from 'kysely'

/**
 * Leaves one index that finds a part by its conversation: the key. With a second one of the same
 * beginning the planner, which thinks a conversation has one part, took that for `(conversation,
 * id)`, and every redaction read all parts of its conversation (measured: 20 us of 29 for ten
 * parts). Whoever wants a conversation's order reads all of its parts anyway.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index unsaid.conversation_part_position`.execute(db)
}
