import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { CopyCounts } from '../copy-count.ts'
import { isOneOfPeople, lockPeople } from './find-people.ts'
import { isAsWritten } from './is-as-written.ts'
import { conversationKeysOf } from './mapped-targets.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { takeAway } from './take-away.ts'

/** Whether people's own rows hold what the map writes, as far as that can be told. */
export async function areErased(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<boolean> {
  for (const contact of contactsOf(schema)) {
    const { table, erase } = contact
    const { rows } = await sql`
      select from ${schema.from(table)} p
       where ${isContactRow(schema, contact)} and ${isOneOfPeople(schema, contact, contacts)}
         and not ${isAsWritten(schema, 'p', table, erase, ['plain'])} limit 1`.execute(trx)
    if (rows.length > 0) return false
  }
  return true
}

/** Takes people out of their own rows, and all copies that belong to them or name them. */
export async function erasePeople(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<CopyCounts> {
  const people = await lockPeople(trx, schema, contacts)
  const keys = await conversationKeysOf(schema, contacts).execute(trx)
  const conversations = keys.rows.map(({ key }) => key)
  return takeAway(
    trx,
    schema,
    people.map(({ contact, row }) => ({
      ...{ names: ['contact'] as const, table: contact.table, row, values: contact.erase },
      ...{ touch: contact.touch ?? {}, format: 'plain' as const, conversations, bodies: [] },
    })),
  )
}
