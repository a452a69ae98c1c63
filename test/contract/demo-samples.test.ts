import { describe, expect, test } from 'vitest'
import {
  objectOf,
  partsOf,
  readContacts,
  readSamples,
  sourceOf,
  sampleConversation,
  sampleIdsNotIn216,
} from './read-samples.ts'

const samples = readSamples()

describe('the demo', () => {
  const demo = samples.filter(({ file }) => file === 'demo.json')
  const CARD = /(?:\d{4} ){3}\d{4}/

  test('has two or three short conversations, all valid', () => {
    expect(demo.length).toBeGreaterThanOrEqual(2)
    expect(demo.length).toBeLessThanOrEqual(3)
    for (const { id, conversation } of demo) {
      expect(sampleIdsNotIn216()).not.toContain(id)
      expect(partsOf(conversation).length).toBeLessThan(10)
    }
  })

  test('quotes a card number in source, subject, title, part and history', () => {
    const conversation = sampleConversation('1911149811')
    const source = sourceOf(conversation)
    const part = partsOf(conversation).find(({ id }) => id === '2202737123') ?? {}
    const history = objectOf(part['email_message_metadata'])['history']
    expect(source).toMatchObject({ id: '269650473', author: { type: 'user' } })
    expect(conversation['title']).toBe(source['subject'])
    expect(part).toMatchObject({ part_type: 'comment', author: { type: 'user' } })
    for (const text of [source['body'], source['subject'], part['body'], history]) {
      expect(text).toMatch(CARD)
    }
  })

  test('has a part without a body and a source by an admin', () => {
    const assignment = partsOf(sampleConversation('1911149811')).find(
      ({ id }) => id === '2202737124',
    )
    expect(assignment).toMatchObject({ part_type: 'assignment', body: null })
    const source = sourceOf(sampleConversation('1911149812'))
    expect(source).toMatchObject({ id: '269650474', author: { type: 'admin' } })
  })
})

describe('the contacts', () => {
  const contacts = readContacts()

  test('are users, leads and visitors, with ids of their own', () => {
    expect(contacts.length).toBeGreaterThanOrEqual(6)
    expect(new Set(contacts.map(({ id }) => id)).size).toBe(contacts.length)
    expect(new Set(contacts.map(({ role }) => role))).toEqual(new Set(['user', 'lead', 'visitor']))
    expect(contacts.every(({ type }) => type === 'contact')).toBe(true)
  })

  test('wrote messages, but for the one whose address another has, too', () => {
    const messages = samples.flatMap(({ conversation }) => [
      sourceOf(conversation),
      ...partsOf(conversation),
    ])
    const authors = new Set(messages.map((message) => objectOf(message['author'])['id']))
    const silent = contacts.filter(({ id }) => !authors.has(id ?? ''))
    expect(silent).toHaveLength(1)
    const namesakes = contacts.filter(({ email }) => email === silent[0]?.['email'])
    expect(namesakes).toHaveLength(2)
  })
})
