import { sql } from 'kysely'
import {
  isUnscrubbedConversation,
  isUnscrubbedPart,
  isUnscrubbedSource,
} from '../../conversation/is-unscrubbed.ts'
import { whoseOf } from '../../conversation/whose.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Erasing } from '../erasing.ts'
import { filesOf } from './files-of.ts'
import type { RedactionRequest } from '../../request/redaction-request.ts'
import { targetKeyOf } from '../../request/target-key.ts'

/** A message that this transaction has locked. */
export interface LockedMessage {
  readonly key: string
  readonly conversation_id: string
  /** Of the part, or of the source: empty when it has none. */
  readonly id: string
  /** Its row's place in its table (a ctid): that of a locked row can't change. */
  readonly place: string
  readonly redacted: boolean
  /** Whether it has a source at all; of a part always. */
  readonly exists: boolean
  readonly files: number
  /** Whether anything would be scrubbed out of its row. */
  readonly unscrubbed: boolean
}

export interface LockedRows {
  /** One for each conversation, whether it has a source or not. */
  readonly sources: readonly LockedMessage[]
  /** Those that were asked for, and those that hold something to scrub. */
  readonly parts: readonly LockedMessage[]
}

/** Locks what an erasure will rewrite, and reads what it must know of it; no text. */
export async function lockErased(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  erasing: Erasing,
): Promise<LockedRows> {
  const [sources, parts] = await together([
    lockConversations(trx, workspace, requests, erasing),
    lockParts(trx, workspace, requests, erasing),
  ])
  return { sources, parts }
}

type Row = Omit<LockedMessage, 'key'>

async function lockConversations(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  { contacts, keeps, conversations }: Erasing,
): Promise<LockedMessage[]> {
  const asked = requests.filter((request) => request.type === 'source')
  const ids = [...new Set([...conversations, ...asked.map((one) => one.conversationId)])]
  if (ids.length === 0) return []
  const whose = whoseOf(contacts, keeps)
  const { rows } = await sql<Row>`
    select found.id as conversation_id, coalesce(source_id, '') as id, place,
           source is not null as exists, source_redacted_at is not null as redacted,
           ${filesOf('source')} as files,
           ${isUnscrubbedConversation(sql.ref('data'), sql.ref('source'), whose)}
             or ${isUnscrubbedSource(sql.ref('source'), whose)} as unscrubbed
      from unnest(${ids.toSorted()}::text[]) as wanted(id)
     cross join lateral (
       select own.ctid as place, own.* from conversation own
        where own.workspace_id = ${workspace} and own.id = wanted.id offset 0) found
     order by found.id for update of found`.execute(trx)
  return rows.map((row) => {
    const { conversation_id: conversationId, id: sourceId } = row
    return { ...row, key: targetKeyOf({ type: 'source', conversationId, sourceId }) }
  })
}

/** The fences are those of `lockTargets`; each conversation's parts are locked in order of id. */
async function lockParts(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  { contacts, keeps, conversations, except = [] }: Erasing,
): Promise<LockedMessage[]> {
  const asked = requests.filter((request) => request.type === 'conversation_part')
  const within = [...new Set([...conversations, ...asked.map((one) => one.conversationId)])]
  if (within.length === 0) return []
  const whose = whoseOf(contacts, keeps)
  const { rows } = await sql<Row>`
    select conversation_id, id, place, redacted_at is not null as redacted,
           true as exists, ${filesOf('data')} as files,
           ${isUnscrubbedPart(sql.ref('data'), whose)} as unscrubbed
      from unnest(${within.toSorted()}::text[]) as wanted(conversation)
     cross join lateral (
       select own.ctid as place, own.* from conversation_part own
        where own.workspace_id = ${workspace} and own.conversation_id = wanted.conversation
          and ((own.conversation_id, own.id) in (
                 select * from unnest(${asked.map((one) => one.conversationId)}::text[],
                                      ${asked.map((one) => one.conversationPartId)}::text[]))
               or (own.conversation_id = any(${conversations}::text[])
                   and own.id <> all(${except}::text[]) and ${isUnscrubbedPart(sql.ref('own.data'), whose)}))
        order by own.id) found
     order by conversation_id, id for update of found`.execute(trx)
  return rows.map((row) => {
    const { conversation_id: conversationId, id: conversationPartId } = row
    return {
      ...row,
      key: targetKeyOf({ type: 'conversation_part', conversationId, conversationPartId }),
    }
  })
}
