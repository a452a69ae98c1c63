import type { Trx } from '../../database/in-workspace.ts'
import type { CopyCounts } from '../copy-counts.ts'
import { lockPeople } from './find-people.ts'
import { conversationKeysOf } from './mapped-targets.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { takeAway } from './take-away.ts'

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
      ...{ touch: contact.touch ?? {}, format: 'plain' as const, bodies: [], conversations },
    })),
  )
}
