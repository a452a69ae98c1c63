import { sql, type Expression, type RawBuilder } from 'kysely'
import { isObject, type JsonObject } from './json-object.ts'
import { namesLeft } from './rule.ts'
import { OTHER_PART } from './what-stays.ts'

/*
 * A message is whatever carries content: a body, files, event details, or members that nobody
 * knows. Its e-mail metadata goes from every part, so that does not make it a message. Intercom's
 * own rule, that a part must have a body, stays for `POST /conversations/redact`.
 */

/** Members that say nothing of what was written. */
const NO_CONTENT = [...namesLeft(OTHER_PART, 'stays', 'person', 'members', 'each')].filter(
  (name) => name !== 'body' && name !== 'attachments',
)
const IGNORED = [...NO_CONTENT, 'email_message_metadata']

/** In SQL, of a part's row. */
export function carriesContent(body: Expression<unknown>, part: Expression<unknown>) {
  const ignored = sql.lit(`{${[...IGNORED, ...MAY_BE_EMPTY].join(',')}}`)
  const empty = MAY_BE_EMPTY.map(
    (name) => sql`coalesce(${part} -> ${sql.lit(name)}, 'null') in ('null', '{}', '[]')`,
  )
  return sql<boolean>`(coalesce(${body}, '') <> ''
    or not (${part} - ${ignored}::text[] <@ '{"body": null}' and ${sql.join(empty, sql` and `)}))`
}

/** Intercom sends some of them empty with every part. */
const MAY_BE_EMPTY = ['attachments', 'event_details', 'metadata', 'translations']

/** The same of a part that is not stored yet. */
export function holdsContent(body: string | null, part: JsonObject): boolean {
  return (body ?? '') !== '' || Object.entries(part).some(([name, value]) => isContent(name, value))
}

function isContent(name: string, value: unknown): boolean {
  if (IGNORED.includes(name)) return false
  if (name === 'body') return value !== null
  return !MAY_BE_EMPTY.includes(name) || !isEmpty(value)
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === null || (isObject(value) && Object.keys(value).length === 0)
}

/** Whether a part has a body; one that is not text stays in the jsonb: anything but null counts. */
export function hasBody(body: Expression<unknown>, part: Expression<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(coalesce(${body}, '') <> '' or coalesce(${part} -> 'body', 'null') <> 'null')`
}
