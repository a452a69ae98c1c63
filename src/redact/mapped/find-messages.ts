import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Target } from '../../eligibility/target.ts'
import { groupedBy } from '../../grouped-by.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Message } from '../../maps/format/message-format.ts'
import {
  targetIdOf,
  type RedactionRequest,
  type SourceRequest,
} from '../../request/redaction-request.ts'
import { targetKeyOf } from '../../request/target-key.ts'
import { columnsOfMessage } from './columns-read.ts'
import { mappedRow, type MappedRow } from './mapped-row.ts'
import { messageSql, type MessageSql } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import {
  conversations,
  arePossibleIds,
  selectMessages,
  selectNamed,
  type NamedMessage,
  type SelectedMessage,
} from './select-messages.ts'

/** A message of tables that are not ours. */
export interface MappedMessage {
  readonly message: Message
  readonly row: MappedRow
  readonly isOpening: boolean
  readonly target: Target
}

/**
 * Finds what requests point at, by the keys of their tables, and locks it if that is wanted,
 * conversations in order and messages in order of id.
 *
 * @returns by target key
 */
export async function findMessages(
  trx: Trx,
  schema: MappedSchema,
  requests: readonly RedactionRequest[],
  { locks }: { readonly locks: boolean },
): Promise<ReadonlyMap<string, MappedMessage>> {
  const lock = locks ? sql`for update of m` : sql``
  const kinds = asList(schema.map.message).map((message) => messageSql(schema, message))
  const found = await together(
    kinds.flatMap((kind) => [
      findNamed(trx, schema, kind, { type: 'conversation_part', requests, lock }),
      findNamed(trx, schema, kind, { type: 'source', requests, lock }),
      findNamelessSources(trx, schema, kind, requests, lock),
    ]),
  )
  return new Map(found.flat())
}

type Keyed = readonly [string, MappedMessage]

interface Asked {
  readonly type: RedactionRequest['type']
  readonly requests: readonly RedactionRequest[]
  readonly lock: RawBuilder<unknown>
}

/** Parts and sources are asked for by their ids. */
async function findNamed(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  { type, requests, lock }: Asked,
): Promise<readonly Keyed[]> {
  const isSource = type === 'source'
  if (isSource && !hasOpenings(kind)) return []
  const rows = await selectNamed(trx, schema, kind, namedIn(requests, type), lock)
  return rows
    .filter((found) => found['@opening'] === isSource)
    .map((found) => keyed(schema, kind, found))
}

/** A source may be asked for by no id: it is meant where its conversation has no other. A channel has as many as threads. */
async function findNamelessSources(
  trx: Trx,
  schema: MappedSchema,
  kind: MessageSql,
  requests: readonly RedactionRequest[],
  lock: RawBuilder<unknown>,
): Promise<readonly Keyed[]> {
  const asked = requests.filter(
    (one): one is SourceRequest =>
      one.type === 'source' &&
      one.sourceId === '' &&
      arePossibleIds(schema, kind.message, one.conversationId),
  )
  if (asked.length === 0 || !hasOpenings(kind)) return []
  const wanted = sql`unnest(${conversations(
    schema,
    asked.map((one) => one.conversationId),
  )})
    as wanted(conversation)`
  const rows = await selectMessages(trx, schema, { kind, wanted, isMeant: kind.isOpening, lock })
  const found = groupedBy(rows, (row) => row['@conversation'])
  return [...found].flatMap(([conversationId, [only, ...others]]) => {
    if (!only || others.length > 0) return []
    const key = targetKeyOf({ type: 'source', conversationId, sourceId: '' })
    return [[key, keyed(schema, kind, only)[1]] as const]
  })
}

const hasOpenings = ({ message: { opening } }: MessageSql) =>
  opening !== undefined && opening !== 'none'

function namedIn(
  requests: readonly RedactionRequest[],
  type: RedactionRequest['type'],
): readonly NamedMessage[] {
  return requests.flatMap((one) =>
    one.type === type ? [{ conversation: one.conversationId, target: targetIdOf(one) }] : [],
  )
}

function keyed(schema: MappedSchema, { message }: MessageSql, found: SelectedMessage): Keyed {
  const row = mappedRow(found, columnsOfMessage(schema, message))
  const isOpening = found['@opening']
  const conversation = { conversationId: found['@conversation'] }
  const key = isOpening
    ? targetKeyOf({ type: 'source', ...conversation, sourceId: found['@target'] })
    : targetKeyOf({
        type: 'conversation_part',
        ...conversation,
        conversationPartId: found['@target'],
      })
  return [key, { message, row, isOpening, target: targetOf(found) }]
}

function targetOf(found: SelectedMessage): Target {
  const redacted = found['@redacted']
  return found['@opening']
    ? { type: 'source', redacted, authorType: found['@contact'] ? 'user' : 'admin' }
    : { type: 'conversation_part', redacted, hasBody: found['@body'] }
}
