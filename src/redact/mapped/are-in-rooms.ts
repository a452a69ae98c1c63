import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { isNoRoom } from './is-no-room.ts'
import { keysOf } from './mapped-targets.ts'
import { conversationKey } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** Whether one of the contacts is in a room of many. */
export async function areInRooms(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<boolean> {
  const { shared = false, table } = schema.map.conversation
  if (shared === false) return false
  const { rows } = await sql`
    select from ${schema.from(table)} c
     where ${schema.isOwn('c', table)} and (${isNoRoom(schema, 'c')}) is not true
       and ${sql.ref(`c.${conversationKey(schema)}`)} in (${keysOf(schema, contacts)}) limit 1`.execute(
    trx,
  )
  return rows.length > 0
}
