import type { ConversationRows } from './conversation-rows.ts'
import { isObject } from './json-object.ts'
import { unixSeconds } from './unix-time.ts'

/** As many parts as Intercom gives of a conversation at most, whatever is asked for. */
const MOST_PARTS_GIVEN = 500

/** What whoever imports a conversation should know of it. Quotes nothing of it. */
export function warningsOf(rows: ConversationRows): string[] {
  return [cutWarning(rows), timeWarning(rows)].filter((one) => one !== undefined)
}

/**
 * Counts of Intercom's differ a little from what it gives: less than a tenth is not told, unless
 * what came is just as much as it gives of a long conversation.
 */
function cutWarning({ conversation, parts }: ConversationRows): string | undefined {
  const list = conversation.data.conversation_parts
  const total = isObject(list) ? list.total_count : undefined
  const came = parts.length
  if (typeof total !== 'number' || total <= came) return undefined
  if (came >= 0.9 * total && came !== MOST_PARTS_GIVEN) return undefined
  return `has ${came} of its ${total} conversation parts: the export was cut`
}

/** Absent times are told nowhere: whole exports have none. */
function timeWarning({ conversation, parts }: ConversationRows): string | undefined {
  const times = [conversation.data, ...parts.map((part) => part.data)].map((one) => one.created_at)
  const odd = times.filter((time) => (time ?? null) !== null && unixSeconds(time) === undefined)
  if (odd.length === 0) return undefined
  const which = odd.length === 1 ? 'one created_at is' : `${odd.length} of its created_at are`
  return `${which} no time that is understood: counts as old where people were erased`
}
