import type { Pepper } from '../database/pepper.ts'
import { changeAuthor, changePeople, type ChangePerson } from './change-people.ts'
import { contactKey } from './contact-key.ts'
import { contactRows, isContact } from './contact-row.ts'
import type { ConversationRow, ConversationRows, PartRow } from './conversation-rows.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { NAMELESS, personId } from './person-id.ts'

/** Hex digits of the hash that stand in an id of ours. */
const DIGITS = 32

/**
 * The id that we give a person who came without one: the same for the same address, else for the
 * same external id, in one workspace.
 *
 * @returns undefined for who has an id, and for who has nothing to be known by
 */
export function namelessId(
  pepper: Pepper,
  workspace: string,
  person: JsonObject,
): string | undefined {
  if (personId(person) !== undefined) return undefined
  const key =
    contactKey(pepper, workspace, 'email', person.email) ??
    contactKey(pepper, workspace, 'external_id', person.external_id)
  return key && `${NAMELESS}${key.toString('hex').slice(0, DIGITS)}`
}

/**
 * Gives an id to people without one: to authors, in the list, and to who rated. So they are found,
 * erased and kept out like everybody else. The same rows where there is nobody.
 */
export function nameNameless(
  rows: ConversationRows,
  workspace: string,
  pepper: Pepper,
): ConversationRows {
  const name: ChangePerson = (person) => {
    const id = isObject(person) ? namelessId(pepper, workspace, person) : undefined
    return id === undefined ? person : { ...(person as JsonObject), unsaid_id: id }
  }
  const conversation = namedConversation(rows.conversation, name)
  const parts = rows.parts.map((part) => namedPart(part, name))
  const isSame =
    conversation === rows.conversation && parts.every((one, at) => one === rows.parts[at])
  if (isSame) return rows
  const { data, source } = conversation
  const contacts = contactRows(
    { ...data, source },
    parts.map((part) => part.data),
  )
  return { conversation, parts, contacts }
}

function namedConversation(row: ConversationRow, name: ChangePerson): ConversationRow {
  const data = changePeople(row.data, name)
  const source =
    row.source && isContact(row.source.author) ? changeAuthor(row.source, name) : row.source
  if (data === row.data && source === row.source) return row
  return { ...row, data, source, source_author_id: authorId(source) ?? row.source_author_id }
}

function namedPart(row: PartRow, name: ChangePerson): PartRow {
  if (row.author_id !== null || !isContact(row.data.author)) return row
  const data = changeAuthor(row.data, name)
  return data === row.data ? row : { ...row, data, author_id: authorId(data) ?? null }
}

function authorId(message: JsonObject | null): string | undefined {
  return message && isObject(message.author) ? personId(message.author) : undefined
}
