import fc, { type Arbitrary } from 'fast-check'
import { plain, type Json, type JsonObject } from '../contract/read-samples.ts'

/*
 * Conversations in the shape of the contract, with anything a JSON document may hold instead: odd
 * values, absent members, members nobody knows, names that JavaScript treats in its own way.
 */

const withoutNul = (value: unknown) => !JSON.stringify(value).includes('\\u0000')

/** As JSON writes it, so that what is compared is what was sent: no -0, no undefined. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  .filter(withoutNul)

const anything: Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
  .filter(withoutNul)
  .map(asJson)

const odd: Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, '', 0, 1, -1.5, true, false, {}, [], ' ', 'text', { html: 'x' }),
  fc.constantFrom<Json>(1e300, 5e-324, 9007199254740991, 'user', '123', [[]], { body: 'b' }),
  anything,
)

const memberName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', '', 'toString', 'length', 'żółć', '🧾', 'data'),
  fc.constantFrom('body_html', 'translations', 'topics', 'ticket', 'summary', 'position', '0'),
  text,
)

const strangers = fc.array(fc.tuple(memberName, anything), { maxLength: 3 })

/** An object with some of the members, each usual or odd, and some that nobody knows. */
function shaped(members: Record<string, Arbitrary<unknown>>): Arbitrary<JsonObject> {
  const perhapsOdd = Object.fromEntries(
    Object.entries(members).map(([name, usual]) => [
      name,
      fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: odd }),
    ]),
  )
  return fc
    .tuple(strangers, fc.record(perhapsOdd, { requiredKeys: [] }))
    .map(([unknown, known]) =>
      Object.fromEntries([...unknown, ...Object.entries(asJson(known) as JsonObject)]),
    )
}

/** Members that must be there, over an object that may have others of the same name. */
function withMembers(object: JsonObject, members: JsonObject): JsonObject {
  return Object.fromEntries([...Object.entries(object), ...Object.entries(members)])
}

const seconds = fc.integer({ min: 0, max: 4_000_000_000 })

const id: Arbitrary<string | number> = fc.oneof(
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.stringMatching(/^[a-zA-Z0-9._~:-]{1,64}$/),
  fc.stringMatching(/^[\x20-\x7e]{0,20}[\x21-\x7e]$/),
)

/** No blank, no `@`: what no request can ask for is a bad record. */
const messageId = id.filter((one) => !/[ @]/.test(String(one)))

const author = shaped({
  type: fc.constantFrom('user', 'lead', 'contact', 'visitor', 'admin', 'bot', 'team'),
  id,
  name: text,
  email: fc.emailAddress(),
})

const emailMetadata = shaped({
  message_id: text,
  subject: text,
  history: text,
  email_address_headers: fc.array(fc.record({ type: text, email_address: text }), { maxLength: 2 }),
})

const attachments = fc.array(fc.record({ type: text, name: text, url: text }), { maxLength: 2 })

const sourceMessage = shaped({
  type: fc.constantFrom('conversation', 'email', 'facebook'),
  id: messageId,
  delivered_as: text,
  subject: text,
  body: text,
  author,
  attachments,
  url: text,
  redacted: fc.boolean(),
  recipients: fc.array(fc.record({ email: text }), { maxLength: 2 }),
  reply_to: fc.array(fc.record({ email: text }), { maxLength: 2 }),
  email_message_metadata: emailMetadata,
})

const part = shaped({
  type: fc.constant('conversation_part'),
  part_type: fc.constantFrom('comment', 'note', 'assignment', 'close'),
  body: text,
  created_at: seconds,
  updated_at: seconds,
  notified_at: seconds,
  author,
  assigned_to: fc.record({ type: fc.constant('admin'), id }),
  attachments,
  external_id: text,
  redacted: fc.boolean(),
  email_message_metadata: emailMetadata,
  metadata: shaped({ quick_reply_options: fc.array(fc.record({ text, uuid: text })) }),
  state: fc.constantFrom('open', 'closed', 'snoozed'),
  tags: fc.array(fc.record({ type: fc.constant('tag'), id: text, name: text }), { maxLength: 2 }),
  event_details: shaped({ action: text, attribute: fc.record({ name: text }) }),
  app_package_code: text,
})

/** Parts, each with an id of its own; "1" and 1 are the same id. */
export function partsArbitrary(maxLength: number): Arbitrary<JsonObject[]> {
  const numbered = fc
    .tuple(part, messageId)
    .map(([one, partId]) => withMembers(one, { id: partId }))
  return fc.uniqueArray(numbered, { maxLength, selector: (one) => plain(one['id']) })
}

const partsList = (parts: Arbitrary<JsonObject[]>) =>
  fc.tuple(shaped({ type: fc.constant('conversation_part.list'), total_count: fc.nat(9) }), parts)

const envelope = shaped({
  title: text,
  created_at: seconds,
  updated_at: seconds,
  open: fc.boolean(),
  state: fc.constantFrom('open', 'closed', 'snoozed'),
  admin_assignee_id: fc.nat(),
  source: sourceMessage,
  contacts: shaped({ contacts: fc.array(shaped({ type: fc.constant('contact'), id })) }),
  conversation_parts: odd,
  conversation_rating: shaped({ rating: fc.nat(5), remark: text }),
  custom_attributes: shaped({ plan: text }),
})

/** One is a bad record: other tools write parts so. */
function hasNoBareList({ conversation_parts: list }: JsonObject): boolean {
  return !Array.isArray(list) || list.length === 0
}

/** A list that isn't one leaves a conversation without parts. */
const conversationParts = (parts: Arbitrary<JsonObject[]>): Arbitrary<JsonObject> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: partsList(parts).map(([list, all]) => ({
        conversation_parts: withMembers(list, { conversation_parts: all }),
      })),
    },
    { weight: 1, arbitrary: fc.constant<JsonObject>({}) },
  )

/** A conversation under an id that no other has, whatever else is in it. */
export function conversationArbitrary(parts = partsArbitrary(5)): Arbitrary<JsonObject> {
  return fc
    .tuple(envelope.filter(hasNoBareList), fc.boolean(), conversationParts(parts), fc.uuid())
    .map(([object, named, list, uuid]) => {
      // Only what has messages may leave its type out.
      const type = named || list.conversation_parts === undefined ? 'conversation' : null
      return withMembers(object, { type, ...list, id: uuid })
    })
}

/** What a later or earlier export of the same conversation may have changed. */
export interface Edit {
  /** Later than the original, earlier, or at the same second. */
  readonly shift: number
  /** Whether the part at this place is still there, by turns. */
  readonly keeps: readonly boolean[]
  readonly reversed: boolean
  readonly newParts: readonly JsonObject[]
  /** Members of the conversation and bodies of its parts that read otherwise now. */
  readonly members: JsonObject
  readonly body: Json | undefined
}

export const editArbitrary: Arbitrary<Edit> = fc.record({
  shift: fc.constantFrom(-1, 0, 1),
  keeps: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  reversed: fc.boolean(),
  newParts: partsArbitrary(2),
  members: fc.record(
    { title: odd, source: fc.oneof(sourceMessage, odd), updated_at: odd, state: odd },
    { requiredKeys: [] },
  ),
  body: fc.option(fc.oneof(text, odd), { nil: undefined }),
})
