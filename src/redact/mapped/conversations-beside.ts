import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { conversationKeysOf } from './mapped-targets.ts'
import { conversationKey } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { contactsIn } from './only-contact.ts'

/** Keys of all conversations where one of the contacts of this one takes part, itself among them. */
export async function conversationsBeside(
  trx: Trx,
  schema: MappedSchema,
  key: string,
): Promise<readonly string[]> {
  const { table } = schema.map.conversation
  const name = conversationKey(schema)
  const { rows: people } = await sql<{ id: string }>`
    select who.id from ${schema.from(table)} c cross join lateral (${contactsIn(schema)}) who
     where ${sql.ref(`c.${name}`)} = (${schema.typed([key], table, name)})[1]
       and ${schema.isOwn('c', table)}`.execute(trx)
  const ids = people.map(({ id }) => id)
  const { rows } = await conversationKeysOf(schema, ids).execute(trx)
  return [...new Set([key, ...rows.map((row) => row.key)])]
}
