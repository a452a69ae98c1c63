import { expect, test } from 'vitest'
import {
  objectOf,
  objectsOf,
  partsOf,
  plain,
  readSamples,
  sourceOf,
  type JsonObject,
} from './read-samples.ts'
import { looksRedacted, hasHistory, quickReplies } from './sample-facts.ts'

const conversations = readSamples().map(({ conversation }) => conversation)
const sources = conversations.map(sourceOf)
const parts = conversations.flatMap(partsOf)
const everyMessage = [...sources, ...parts]

test.each<[string, JsonObject[], (message: JsonObject) => boolean]>([
  ['a part whose body is null', parts, ({ body }) => body === null],
  ['a part whose body is empty', parts, ({ body }) => body === ''],
  ['a part without a body member', parts, (part) => !('body' in part)],
  ['a body of white space', parts, ({ body }) => /^\s+$/.test(plain(body))],
  ['a body of 100 kB', parts, ({ body }) => Buffer.byteLength(plain(body)) >= 100_000],
  ['a source whose body is null', sources, ({ body }) => body === null],
  ['a source whose body is empty', sources, ({ body }) => body === ''],
  ['a source with a number as id', sources, ({ id }) => typeof id === 'number'],
  ['a source with a text as id', sources, ({ id }) => typeof id === 'string'],
  ['a source whose id is null', sources, ({ id }) => id === null],
  ['a source without an id', sources, (source) => 'body' in source && !('id' in source)],
  ['a part with a number as id', parts, ({ id }) => typeof id === 'number'],
  ['an id of 20 digits', parts, ({ id }) => /^\d{20}$/.test(plain(id))],
  ['an id with letters and dashes', parts, ({ id }) => /^[a-z]+-\w+-\w+$/.test(plain(id))],
  ['a list in HTML', sources, ({ body }) => plain(body).includes('<li>')],
  ['an image', parts, ({ body }) => plain(body).includes('<img ')],
  ['a link', parts, ({ body }) => plain(body).includes('<a href=')],
  ['a quoted reply', parts, ({ body }) => plain(body).includes('<blockquote')],
  ['an emoji family', sources, ({ body }) => /👨\u200d👩/u.test(plain(body))],
  ['right-to-left text', sources, ({ body }) => /\p{Script=Arabic}/u.test(plain(body))],
  ['East Asian text', sources, ({ body }) => /\p{Script=Han}/u.test(plain(body))],
  ['combining marks', parts, ({ body }) => /[a-z]\u0301/.test(plain(body))],
  ['control characters', parts, ({ body }) => plain(body).includes('\u001b')],
  ['a placeholder that was typed', parts, (part) => looksRedacted(part) && !part['redacted']],
  ['a source with recipients', sources, (source) => objectsOf(source['recipients']).length > 2],
  ['a source with reply_to', sources, (source) => objectsOf(source['reply_to']).length > 1],
  ['an attachment', sources, (source) => objectsOf(source['attachments']).length > 0],
  ['an attachment of a part', parts, (part) => objectsOf(part['attachments']).length > 0],
  ['a source imported as redacted', sources, (it) => it['redacted'] === true && hasHistory(it)],
  ['a part imported as redacted', parts, (it) => it['redacted'] === true && hasHistory(it)],
  ['quoted history', sources, (it) => it['redacted'] === false && hasHistory(it)],
  ['tags on a part', parts, (part) => objectsOf(part['tags']).length > 1],
  ['translations', parts, (part) => 'en' in objectOf(part['translations'])],
  ['an answer by an AI', parts, (part) => objectOf(part['author'])['is_ai_answer'] === true],
  ['quick replies', parts, (part) => quickReplies(part).length > 1],
  ['a nobody', parts, (part) => objectOf(part['assigned_to'])['type'] === 'nobody_admin'],
  ['a team', parts, (part) => objectOf(part['assigned_to'])['type'] === 'team'],
  ['an admin', parts, (part) => objectOf(part['assigned_to'])['type'] === 'admin'],
  ['a part that assigns nothing', parts, (part) => part['assigned_to'] === null],
  ['an unknown member of a source', sources, (source) => 'x_source' in source],
  ['an unknown member of a part', parts, (part) => 'x_part' in part],
  ['an author of an unknown shape', everyMessage, (it) => 'x_author' in objectOf(it['author'])],
])('there is %s', (_what, messages, holds) => {
  expect(messages.some(holds)).toBe(true)
})
