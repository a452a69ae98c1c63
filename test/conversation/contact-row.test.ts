import { describe, expect, it } from 'vitest'
import { contactRow, contactRows, mergedById } from '../../src/conversation/contact-row.ts'

describe('a contact as a row', () => {
  it('has its id as text and its members as they are', () => {
    const contact = { type: 'contact', id: 5, email: 'a@example.com', custom: { n: null } }
    expect(contactRow(contact)).toEqual({ id: '5', data: contact })
  })

  it('forgets nulls, so that they erase nothing', () => {
    expect(contactRow({ id: '5', name: null, phone: '' })?.data).toEqual({ id: '5', phone: '' })
  })

  it.each([null, undefined, 'a', 5, [], {}, { id: null }, { id: '' }, { id: 'x'.repeat(65) }])(
    'is none for %j',
    (person) => {
      expect(contactRow(person)).toBeUndefined()
    },
  )
})

describe('the contacts of a conversation', () => {
  const ids = (conversation: Record<string, unknown>, parts: Record<string, unknown>[] = []) =>
    contactRows(conversation, parts)
      .map((row) => row.id)
      .sort()

  it.each(['user', 'lead', 'contact', 'visitor'])('are its authors of type %s', (type) => {
    const source = { author: { type, id: '1' } }
    expect(ids({ source }, [{ author: { type, id: '2' } }])).toEqual(['1', '2'])
  })

  it.each(['admin', 'bot', 'team', '', null, 5])('but not those of type %j', (type) => {
    const source = { author: { type, id: '1' } }
    expect(ids({ source }, [{ author: { type, id: '2' } }])).toEqual([])
  })

  it('are those of its list, whatever their type', () => {
    const contacts = { contacts: [{ type: 'contact', id: '1' }, { id: 2 }, null, 'x', { id: '' }] }
    expect(ids({ contacts })).toEqual(['1', '2'])
  })

  it.each([null, 'x', [], {}, { contacts: null }, { contacts: { id: '1' } }])(
    'are none in the list %j',
    (contacts) => {
      expect(ids({ contacts })).toEqual([])
    },
  )

  it('come once each, every mention adding what it tells', () => {
    const contacts = { contacts: [{ type: 'contact', id: '1', external_id: 'e' }] }
    const source = { author: { type: 'user', id: 1, name: 'Ada', email: null } }
    const part = { author: { type: 'user', id: '1', name: null, email: 'ada@example.com' } }
    expect(contactRows({ contacts, source }, [part])).toEqual([
      {
        id: '1',
        data: { type: 'user', id: '1', external_id: 'e', name: 'Ada', email: 'ada@example.com' },
      },
    ])
  })
})

describe('rows merged by id', () => {
  it('let the later one win, member by member', () => {
    const rows = [
      { id: '1', data: { name: 'old', phone: '1' } },
      { id: '2', data: {} },
      { id: '1', data: { name: 'new' } },
    ]
    expect([...mergedById(rows).values()]).toEqual([
      { id: '1', data: { name: 'new', phone: '1' } },
      { id: '2', data: {} },
    ])
  })
})
