import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { holdsContent } from './carries-content.ts'
import { CONTACT_TYPES } from '../request/contact-types.ts'
import type { ConversationRows, PartRow } from './conversation-rows.ts'
import { findKeeps, keptByAll } from './find-keeps.ts'
import { findSuppressed, type Suppressed, type SuppressedPeople } from './find-suppressed.ts'
import { namedPeople } from './named-people.ts'
import { scrubRows, type RowsToScrub } from './scrub-rows.ts'
import { unixSeconds } from './unix-time.ts'

/**
 * Prepares conversations for being stored as an erasure would leave them. Messages that a
 * suppressed contact wrote until the erasure's end are marked to be stored emptied, and the contact
 * is scrubbed out of the conversation. A later message keeps its text and its author; a
 * conversation that began later is left as it is: a returning customer is a customer.
 *
 * A message without a time, or with one that can't be understood, counts as an old one.
 */
export async function obeySuppression(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
  pepper: Pepper | undefined,
): Promise<readonly ConversationRows[]> {
  const suppressed = await findSuppressed(trx, workspace, () => all.flatMap(namedPeople), pepper)
  if (suppressed.size === 0) return all

  const jobs = new Set([...suppressed.values()].map((one) => one.job))
  const kept = await findKeeps(trx, workspace, [...jobs])
  const toScrub = all.flatMap((rows) => {
    const people = erasedIn(rows, suppressed)
    const keeps = keptByAll(
      kept,
      [...people.values()].map((one) => one.job),
    )
    return people.size === 0 ? [] : [marked(rows, people, keeps)]
  })
  const scrubbed = await scrubRows(trx, toScrub)
  return all.map((rows) => scrubbed.get(rows.conversation.id) ?? rows)
}

/** The suppressed who took part while the erasure counted. */
function erasedIn(rows: ConversationRows, suppressed: SuppressedPeople): SuppressedPeople {
  const people = new Map<string, Suppressed>()
  for (const { id } of namedPeople(rows)) {
    const one = suppressed.get(id)
    if (one && began(rows, id, one)) people.set(id, one)
  }
  return people
}

function began({ conversation, parts }: ConversationRows, id: string, one: Suppressed): boolean {
  if (isOld(conversation.data.created_at, one)) return true
  return parts.some((part) => authorOf(part) === id && isOld(part.data.created_at, one))
}

function marked(
  rows: ConversationRows,
  people: SuppressedPeople,
  keeps: readonly string[],
): RowsToScrub {
  const { conversation, parts, contacts } = rows
  const author = contactOf(conversation.source_author_type, conversation.source_author_id)
  const wroteSource = author === undefined ? undefined : people.get(author)
  return {
    contacts,
    keeps,
    people: [...people.keys()],
    conversation: wroteSource ? { ...conversation, redact_for: wroteSource.job } : conversation,
    parts: parts.map((part) => markedPart(part, people)),
  }
}

function markedPart(part: PartRow, people: SuppressedPeople): RowsToScrub['parts'][number] {
  const author = authorOf(part)
  const one = author === undefined ? undefined : people.get(author)
  if (!one || author === undefined || !isOld(part.data.created_at, one)) {
    return { people: [], row: part }
  }
  return { people: [author], row: isMessage(part) ? { ...part, redact_for: one.job } : part }
}

function isMessage({ body, data }: PartRow): boolean {
  return holdsContent(body, data)
}

function isOld(createdAt: unknown, { until }: Suppressed): boolean {
  const created = unixSeconds(createdAt)
  return created === undefined || created <= until
}

function authorOf(part: PartRow): string | undefined {
  return contactOf(part.author_type, part.author_id)
}

function contactOf(type: string | null, id: string | null): string | undefined {
  return id !== null && CONTACT_TYPES.has(type) ? id : undefined
}
