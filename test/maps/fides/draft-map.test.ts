import { expect, test } from 'vitest'
import { draftYaml } from '../../../src/maps/fides/draft-yaml.ts'
import { readText } from '../help-desk.ts'
import { draftOf, fidesWith, notesOf } from './fides-help-desk.ts'

test('a help desk becomes a map: people, conversations, messages and what leads to them', () => {
  const { map, guessed } = draftOf(fidesWith())

  expect(guessed).toEqual(['contacts', 'messages', 'conversations'])
  expect(map).toMatchObject({
    map: 'help-desk',
    system: 'Help desk, as the Fides dataset help_desk describes it',
    contact: {
      table: 'customers',
      id: 'id',
      email: 'email',
      erase: {
        email: 'erased-{id}@erased.invalid',
        full_name: 'Erased {id}',
        phone: null,
        profile: {},
      },
    },
    conversation: { table: 'tickets', key: 'id', people: [{ column: 'customer_id' }] },
    message: {
      table: 'replies',
      conversation: 'ticket_id',
      author: { id: 'author_id' },
      created_at: 'created_at',
      body: { column: 'body', format: 'plain' },
      redact: { body: 'placeholder' },
    },
    outside: ['the Fides dataset crm: erase the person there, too'],
  })
  expect(map.copies).toEqual([
    {
      name: 'tickets',
      table: 'tickets',
      of: 'contact',
      by: { customer_id: 'id' },
      do: { subject: '' },
    },
    { name: 'files', table: 'files', of: 'message', by: { reply_id: 'id' }, do: 'delete' },
    {
      name: 'newsletter',
      table: 'newsletter',
      of: 'contact',
      by: { address: 'email' },
      do: { address: null },
    },
    {
      name: 'quotes',
      table: 'replies',
      of: 'message',
      in: 'conversation',
      containing: ['body'],
      do: { body: 'replace' },
    },
  ])
})

test('a draft is a map that can be read, with its guesses marked', () => {
  const { map, guesses } = draftOf(fidesWith())
  const text = draftYaml(map, guesses, 'Where it comes from')

  expect(readText(text)).toMatchObject({ ok: true, map })
  expect(text).toMatch(/^# Where it comes from\n/)
  expect(text).toContain('author: { id: author_id } # guessed by its name\n')
  expect(text).toMatch(/[^\n]\n$/)
})

test('what the file does not tell is told, each with its line', () => {
  const draft = draftOf(fidesWith())
  const told = draft.notes.map(({ line, message }) => `${line}: ${message}`)
  expect(told).toEqual([
    expect.stringMatching(/^2: whether tenants share the tables is not told/),
    expect.stringMatching(/^2: after and erase_after are passed over/),
    expect.stringMatching(/^17: customers\.phone: nobody is found by the identity phone_number/),
    expect.stringMatching(/^20: customers\.profile is emptied as a whole.*\[shoe_size, theme\]/),
    expect.stringMatching(/^28: customers\.crm_id leads to people\.id of the dataset crm/),
    expect.stringMatching(/^29: agents: left out; it looks like staff/),
    expect.stringMatching(/^37: tickets: not labelled as a person's and left out: state$/),
    expect.stringMatching(/^54: replies: who wrote a message is taken for author_id, by its name/),
    expect.stringMatching(/^54: replies: when a message was made is taken for created_at/),
    expect.stringMatching(/^54: replies: the text of a message is taken for body/),
    expect.stringMatching(
      /^54: replies: author_kind seems to tell whether a contact or staff wrote/,
    ),
    expect.stringMatching(/^54: replies\.body: how the text is written is not told/),
    expect.stringMatching(/^54: replies: whether a conversation begins with its first message/),
    expect.stringMatching(/^54: replies: not labelled as a person's and left out: author_kind$/),
    expect.stringMatching(/^77: newsletter: its rows are found by the e-mail as it is written/),
  ])
})

test('the side with the primary key is the one led to, whichever side has the reference and its direction', () => {
  const reference = 'references: [{ dataset: help_desk, field: tickets.id, direction: from }]'
  const turned = fidesWith(
    [`            fides_meta:\n              ${reference}\n`, ''],
    [
      '      - name: tickets\n        fides_meta: { erase_after: [help_desk.replies] }\n        fields:\n          - name: id\n            data_categories: [system.operations]\n            fides_meta: { primary_key: True }',
      '      - name: tickets\n        fields:\n          - name: id\n            fides_meta: { primary_key: True, references: [{ dataset: help_desk, field: replies.thread, direction: to }] }',
    ],
    ['- name: ticket_id', '- name: thread'],
  )
  const { map } = draftOf(turned)
  expect(map.message).toMatchObject({ conversation: 'thread' })
})

test('a dataset as Fides generates it, of names alone, is read by names', () => {
  const fields = (...names: string[]) => names.map((name) => ({ name, data_categories: [] }))
  const generated = {
    fides_key: 'public',
    collections: [
      { name: 'customers', fields: fields('id', 'email') },
      { name: 'tickets', fields: fields('id', 'customer_id', 'subject') },
      { name: 'replies', fields: fields('id', 'ticket_id', 'customer_id', 'body') },
    ],
  }
  const draft = draftOf(JSON.stringify(generated))
  expect(draft.map).toMatchObject({
    contact: { table: 'customers', id: 'id', erase: {} },
    conversation: { people: [{ column: 'customer_id' }] },
    message: { table: 'replies', conversation: 'ticket_id', author: { id: 'customer_id' } },
  })
  expect(notesOf(draft)).toContainEqual(
    "customers: no field is labelled as a person's: the draft erases nothing there",
  )
  expect(notesOf(draft)).toContainEqual(
    expect.stringMatching(/^replies: when a message was made is taken for created_at, though/),
  )
  const text = draftYaml(draft.map, draft.guesses, '')
  expect(text).toContain('created_at: created_at # a guess: the dataset has no such field')
  expect(readText(text)).toMatchObject({ ok: true })
})

test('collections that lead to a copy are parts of it; staff that a copy leads to is not', () => {
  const more = `
      - name: ticket_notes
        fields:
          - { name: id, fides_meta: { primary_key: True } }
          - { name: ticket_id }
          - { name: text, data_categories: [user.content] }
`
  const draft = draftOf(
    fidesWith([
      '          - name: subject\n',
      '          - name: agent_id\n          - name: subject\n',
    ]) + more,
  )
  expect(draft.map.copies).toContainEqual({
    name: 'ticket_notes',
    table: 'ticket_notes',
    of: 'tickets',
    by: { ticket_id: 'id' },
    do: { text: null },
  })
  expect(draft.map.copies?.map(({ table }) => table)).not.toContain('agents')
  expect(notesOf(draft)).toContain(
    'ticket_notes: its rows are found as parts of tickets: also those that others wrote there',
  )
})

test('a tenant column, other databases and nested ways are told', () => {
  const account = '          - name: account_id\n'
  const draft = draftOf(
    fidesWith(
      [
        '    name: Help desk\n',
        '    fides_meta: { namespace: { connection_type: bigquery, schema: crm } }\n',
      ],
      ['          - name: crm_id\n', `${account}          - name: crm_id\n`],
      ['          - name: subject\n', `${account}          - name: subject\n`],
      ['          - { name: author_kind', `${account}          - { name: author_kind`],
      [
        '{ name: theme, data_categories',
        '{ name: theme, fides_meta: { identity: email }, data_categories',
      ],
    ),
  )
  expect(notesOf(draft)).toEqual(
    expect.arrayContaining([
      'the dataset is of bigquery: a map is of a Postgres database',
      'its schema is crm: check the map with --schema',
      expect.stringMatching(/^account_id is in people, conversations and messages/),
      'customers.profile holds theme, which leads to people or rows: nothing follows it',
    ]),
  )
})

test('a participants table says who takes part', () => {
  const draft = draftOf(
    fidesWith([
      '      - name: files\n',
      '      - name: participants\n        fields: [{ name: ticket_id }, { name: customer_id }]\n      - name: files\n',
    ]),
  )
  expect(draft.map.conversation.people).toEqual([
    { column: 'customer_id' },
    { table: 'participants', by: { ticket_id: 'id' }, column: 'customer_id' },
  ])
})
