import type { QueryExecutorProvider } from 'kysely'
import { aboutUnwritable, unwritableTables } from '../database/unwritable-tables.ts'
import { StartError } from '../failure.ts'
import { QUEUE_SCHEMA } from '../queue/names.ts'

/** The schemas whose tables we write. */
export const WRITTEN_SCHEMAS = ['unsaid', QUEUE_SCHEMA] as const

/** @throws StartError that names the first table a publication keeps from being written, and the cure */
export async function assertWritable(db: QueryExecutorProvider): Promise<void> {
  const [first] = await unwritableTables(db, WRITTEN_SCHEMAS)
  if (first) throw new StartError(`${aboutUnwritable(first)}: run \`${first.cure}\``)
}
