import { expect, test } from 'vitest'
import { objectOf, objectsOf, partsOf, readSamples, type JsonObject } from './read-samples.ts'
import { partList, totalOf, subject, contentSources, attributes } from './sample-facts.ts'

const conversations = readSamples().map(({ conversation }) => conversation)

test.each<[string, (conversation: JsonObject) => boolean]>([
  ['a number as id', ({ id }) => typeof id === 'number'],
  ['an id of 20 digits', ({ id }) => typeof id === 'string' && /^\d{20}$/.test(id)],
  ['no source', (it) => !('source' in it)],
  ['an empty list of parts', (it) => Array.isArray(partList(it)) && partsOf(it).length === 0],
  ['no list of parts', (it) => !('conversation_parts' in it)],
  ['more parts counted than given', (it) => totalOf(it) > partsOf(it).length],
  ['700 parts', (it) => partsOf(it).length === 700 && totalOf(it) === 700],
  ['a title that quotes the subject', (it) => Boolean(it['title']) && it['title'] === subject(it)],
  ['a title that is null', ({ title }) => title === null],
  ['no title', (it) => !('title' in it)],
  ['a rating with a remark', (it) => Boolean(objectOf(it['conversation_rating'])['remark'])],
  ['a remark on the AI', (it) => Boolean(objectOf(it['ai_agent'])['rating_remark'])],
  ['content sources', (it) => contentSources(it).length > 1],
  ['linked tickets', (it) => objectsOf(objectOf(it['linked_objects'])['data']).length > 1],
  ['a ticket', (it) => objectOf(it['ticket'])['type'] === 'ticket'],
  ['a ticket that is null', ({ ticket }) => ticket === null],
  ['empty topics', ({ topics }) => JSON.stringify(topics) === '{}'],
  ['statistics', (it) => Object.keys(objectOf(it['statistics'])).length === 23],
  ['an SLA', (it) => 'sla_status' in objectOf(it['sla_applied'])],
  ['a channel', (it) => 'initial' in objectOf(it['channel'])],
  ['external references', (it) => objectsOf(it['external_references']).length > 1],
  ['monitor evaluations', (it) => objectsOf(it['monitor_evaluations']).length > 1],
  ['scorecards', (it) => objectsOf(it['scorecards']).length > 1],
  ['a company', (it) => objectOf(it['company'])['type'] === 'company'],
  ['a sales agent', (it) => 'outcome' in objectOf(it['sales_agent'])],
  ['topics of an AI', (it) => 'ai_topics' in objectOf(it['ai_topics'])],
  ['a custom text', (it) => attributes(it).some((value) => typeof value === 'string')],
  ['a custom integer', (it) => attributes(it).some((value) => Number.isInteger(value))],
  ['a custom decimal', (it) => attributes(it).includes(0.15)],
  ['a custom boolean', (it) => attributes(it).includes(true)],
  ['a custom null', (it) => attributes(it).includes(null)],
  ['custom objects', (it) => attributes(it).some((value) => 'instances' in objectOf(value))],
  ['two priorities', ({ priority }) => priority === 'not_priority'],
  ['a priority', ({ priority }) => priority === 'priority'],
  ['a team id as a text', (it) => typeof it['team_assignee_id'] === 'string'],
  ['an assignee that is null', (it) => it['admin_assignee_id'] === null],
  ['an assignee that is 0', (it) => it['admin_assignee_id'] === 0],
  ['contacts as a plain array', ({ contacts }) => Array.isArray(contacts)],
  ['a time before 1970', (it) => Number(it['updated_at']) < 0],
  ['a time in the first second', (it) => it['updated_at'] === 1],
  ['a time that is still to come', (it) => Number(it['updated_at']) > Date.now() / 1000],
  ['an unknown member', (it) => 'x_conversation' in it],
])('there is one with %s', (_what, holds) => {
  expect(conversations.some(holds)).toBe(true)
})
