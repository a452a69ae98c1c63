import { CONTACT_TYPES } from '../request/contact-types.ts'
import { isObject, type JsonObject } from '../conversation/json-object.ts'

/** Where a text of an object stands. */
export interface TextPlace {
  /** Whether it tells of a person who is none of the contacts. */
  readonly ofOther: boolean
  /** Whether the workspace keeps it by name. */
  readonly isKept: boolean
}

/** Whom a visit is about. */
export interface Visited {
  /** Ids of those whose objects are not another's. */
  readonly contacts: ReadonlySet<string>
  /** Names of custom attributes that are kept. */
  readonly kept: ReadonlySet<string>
}

type OnText = (text: string, place: TextPlace) => void

/** Ids stay, ours and Intercom's; the others hold a word of a fixed list. */
const PASSED_OVER = new Set([
  ...['id', 'unsaid_id', 'type', 'part_type', 'state', 'delivered_as', 'role', 'priority'],
  ...['admin_assignee_id', 'team_assignee_id', 'app_package_code'],
])

/** Members whose objects are people, whether they say so or not. */
const PEOPLE = new Set([
  ...['author', 'assigned_to', 'contact', 'contacts', 'user', 'customer', 'customers'],
  ...['admin', 'teammate', 'teammates', 'admins'],
])
const PERSON_TYPES = new Set<unknown>([...CONTACT_TYPES, 'admin', 'bot', 'team', 'teammate'])

/** Numbers that tell times, counts and sizes, and no id. */
const MEASURE =
  /(?:_at|_since|_until|_count|_time)$|^(?:count|time|total|median|duration|size|width|height|rating|position)/

/** As of words: shorter numbers stand everywhere. */
const FEWEST_DIGITS = 4

/** What names of members mostly are: they tell of no one. */
const PLAIN_NAME = /^[a-z_]+$/

/** Gives each text of an object, names of members and numbers that may be ids included. */
export function visitTexts(value: unknown, visited: Visited, onText: OnText): void {
  visit(value, { member: '', ofOther: false, isKept: false }, visited, onText)
}

interface At extends TextPlace {
  readonly member: string
}

function visit(value: unknown, at: At, visited: Visited, onText: OnText): void {
  if (typeof value === 'string') {
    if (value !== '') onText(value, at)
  } else if (typeof value === 'number') {
    if (isIdLike(value, at.member)) onText(String(value), at)
  } else if (Array.isArray(value)) {
    for (const one of value) visit(one, at, visited, onText)
  } else if (isObject(value)) {
    visitMembers(value, at, visited, onText)
  }
}

function visitMembers(
  object: JsonObject,
  { member, ofOther, isKept }: At,
  visited: Visited,
  onText: OnText,
): void {
  const isOther = isPerson(object, member) ? !isOneOf(object, visited.contacts) : ofOther
  for (const [name, value] of Object.entries(object)) {
    const isOwn = isKept || (member === 'custom_attributes' && visited.kept.has(name))
    const place = { member: name, ofOther: isOther, isKept: isOwn }
    if (!PLAIN_NAME.test(name)) onText(name, place)
    if (PASSED_OVER.has(name) && typeof value !== 'object') continue
    visit(value, place, visited, onText)
  }
}

function isIdLike(value: number, member: string): boolean {
  return Math.abs(value) >= 10 ** (FEWEST_DIGITS - 1) && !MEASURE.test(member)
}

/** Lists of people are objects themselves, with the list under the same name. */
function isPerson(object: JsonObject, member: string): boolean {
  if (PERSON_TYPES.has(object.type)) return true
  return PEOPLE.has(member) && !Array.isArray(object[member])
}

/** An admin may have the same id; one of the contacts has a type of theirs, or none. */
function isOneOf(person: JsonObject, contacts: ReadonlySet<string>): boolean {
  const id = person.unsaid_id ?? person.id
  const isContact = person.type === undefined || CONTACT_TYPES.has(person.type)
  return isContact && (typeof id === 'string' || typeof id === 'number') && contacts.has(String(id))
}
