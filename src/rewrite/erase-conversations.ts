import { sql } from 'kysely'
import { redactedPart, redactedSource, withoutTitle } from '../conversation/emptied.ts'
import { PLACEHOLDER } from '../conversation/placeholder.ts'
import { scrubbedConversation, scrubbedPart, scrubbedSource } from '../conversation/scrubbed.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import { keyOf } from './lock-targets.ts'

/** Whom an erasure is about, and where. */
export interface Erasing {
  readonly contacts: readonly string[]
  readonly conversations: readonly string[]
  readonly requests: readonly RedactionRequest[]
}

/** A message that this transaction has locked. */
interface LockedMessage {
  readonly conversation_id: string
  readonly id: string
  readonly redacted: boolean
  readonly has_body: boolean
  readonly files: number
}

export type ErasedKind = 'redacted' | 'already_redacted' | 'not_found' | 'not_redactable'

export interface Erased {
  /** In the order of the requests. */
  readonly kinds: readonly ErasedKind[]
  /** Files that the messages had: they are somewhere else, and stay there. */
  readonly files: number
}

/**
 * Takes the text of messages away, whoever wrote them, and the contacts out of their conversations.
 * Conversations are locked before parts, each in order of id. A row is written once, and only if
 * something changes.
 */
export async function eraseConversations(
  trx: Trx,
  workspace: string,
  erasing: Erasing,
): Promise<Erased> {
  const sources = await lockConversations(trx, workspace, erasing)
  const parts = await lockParts(trx, workspace, erasing)
  const found = new Map([...sources, ...parts].map((one) => [one.key, one]))
  const kinds = erasing.requests.map((request) => kindOf(found.get(keyOf(request))))
  const redacted = erasing.requests.filter((_, at) => kinds[at] === 'redacted')
  const keys = new Set(redacted.map(keyOf))
  await rewriteConversations(trx, workspace, { erasing, rows: sources, keys })
  await rewriteParts(trx, workspace, { erasing, rows: parts, keys })
  const files = redacted.reduce((sum, one) => sum + (found.get(keyOf(one))?.files ?? 0), 0)
  return { kinds, files }
}

function kindOf(message: LockedMessage | undefined): ErasedKind {
  if (!message) return 'not_found'
  if (message.redacted) return 'already_redacted'
  return message.has_body ? 'redacted' : 'not_redactable'
}

type Keyed = LockedMessage & { readonly key: string }

/** How many files a message has. */
function filesOf(message: string) {
  const files = sql`${sql.ref(message)} -> 'attachments'`
  return sql`case when jsonb_typeof(${files}) = 'array' then jsonb_array_length(${files}) else 0 end`
}

async function lockConversations(
  trx: Trx,
  workspace: string,
  { conversations, requests }: Erasing,
): Promise<Keyed[]> {
  const ids = [...new Set([...conversations, ...requests.map((one) => one.conversationId)])]
  const { rows } = await sql<LockedMessage>`
    select id as conversation_id, coalesce(source_id, '') as id, source is not null as has_body,
           source_redacted_at is not null as redacted, ${filesOf('source')} as files
      from conversation
     where workspace_id = ${workspace} and id = any(${ids}::text[])
     order by id for update`.execute(trx)
  return rows.map((row) => {
    const { conversation_id: conversationId, id: sourceId } = row
    return { ...row, key: keyOf({ type: 'source', conversationId, sourceId }) }
  })
}

async function lockParts(trx: Trx, workspace: string, erasing: Erasing): Promise<Keyed[]> {
  const wanted = erasing.requests.filter((request) => request.type === 'conversation_part')
  const part = sql.ref('part.data')
  const { rows } = await sql<LockedMessage>`
    select part.conversation_id, part.id, part.redacted_at is not null as redacted,
           coalesce(part.body, '') <> '' or coalesce(part.data -> 'body', 'null') <> 'null'
             as has_body, ${filesOf('part.data')} as files
      from (
        select conversation_id, id
          from unnest(${wanted.map((one) => one.conversationId)}::text[],
                      ${wanted.map((one) => one.conversationPartId)}::text[])
                 as asked(conversation_id, id)
         union
        select conversation_id, id from conversation_part part
         where workspace_id = ${workspace}
           and conversation_id = any(${erasing.conversations}::text[])
           and ${scrubbedPart(part, sql`${erasing.contacts}::text[]`)} is distinct from ${part}
      ) wanted
      join conversation_part part on part.workspace_id = ${workspace}
       and part.conversation_id = wanted.conversation_id and part.id = wanted.id
     order by part.conversation_id, part.id for update of part`.execute(trx)
  return rows.map((row) => {
    const { conversation_id: conversationId, id: conversationPartId } = row
    return { ...row, key: keyOf({ type: 'conversation_part', conversationId, conversationPartId }) }
  })
}

interface Rewrite {
  readonly erasing: Erasing
  readonly rows: readonly Keyed[]
  /** Of the messages whose text goes. */
  readonly keys: ReadonlySet<string>
}

async function rewriteConversations(
  trx: Trx,
  workspace: string,
  { erasing, rows, keys }: Rewrite,
): Promise<void> {
  const contacts = sql`${erasing.contacts}::text[]`
  const data = sql.ref('conversation.data')
  const source = sql.ref('conversation.source')
  await sql`
    update conversation
       set data = ${scrubbedConversation(sql`(case when wanted.redact then ${withoutTitle(data)} else ${data} end)`, contacts)},
           source = ${scrubbedSource(sql`(case when wanted.redact then ${redactedSource(source)} else ${source} end)`, contacts)},
           source_redacted_at = case when wanted.redact then now() else source_redacted_at end
      from unnest(${rows.map((row) => row.conversation_id)}::text[],
                  ${rows.map((row) => keys.has(row.key))}::boolean[]) as wanted(id, redact)
     where conversation.workspace_id = ${workspace} and conversation.id = wanted.id
       and (wanted.redact or ${scrubbedConversation(data, contacts)} is distinct from ${data}
            or ${scrubbedSource(source, contacts)} is distinct from ${source})`.execute(trx)
}

async function rewriteParts(
  trx: Trx,
  workspace: string,
  { erasing, rows, keys }: Rewrite,
): Promise<void> {
  if (rows.length === 0) return
  const contacts = sql`${erasing.contacts}::text[]`
  const data = sql.ref('part.data')
  const left = sql`(case when wanted.redact then ${redactedPart(data, sql`now()`)} else ${data} end)`
  await sql`
    update conversation_part part
       set body = case when wanted.redact then ${PLACEHOLDER} else body end,
           data = ${scrubbedPart(left, contacts)},
           redacted_at = case when wanted.redact then now() else redacted_at end
      from unnest(${rows.map((row) => row.conversation_id)}::text[],
                  ${rows.map((row) => row.id)}::text[],
                  ${rows.map((row) => keys.has(row.key))}::boolean[])
             as wanted(conversation_id, id, redact)
     where part.workspace_id = ${workspace} and part.conversation_id = wanted.conversation_id
       and part.id = wanted.id`.execute(trx)
}
