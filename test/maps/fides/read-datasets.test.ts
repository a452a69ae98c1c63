import { expect, test } from 'vitest'
import { draftOf, fidesWith, fromFides, problemsOf } from './fides-help-desk.ts'

test.each([
  [['    collections:', '    tables:'], /^2: dataset\.0\.collections: is missing/],
  [['primary_key: True,', 'primary_key: [1],'], /^\d+: .*primary_key/],
  [['direction: to', 'direction: up'], /^28: .*direction: must be from or to/],
  [['- name: email', '- nam: email'], /^11: .*fields\.1\.name: is missing/],
  [
    ['- name: phone', '- name: email'],
    /^17: email: there is a field of customers of this name above/,
  ],
  [['- name: agents', '- name: tickets'], /^37: tickets: there is a collection of this name above/],
  [
    ['- name: phone', '- name: a.b'],
    /^17: a\.b: the field of customers has a name that no map can say/,
  ],
  [['- name: phone', '- name: "a\\u001b[31m"'], /^17: .*on one line/],
  [
    ['description: What our customers write to us', 'description: *a'],
    /^4: anchors and aliases are not known here/,
  ],
  [['dataset:', 'dataset: ['], /is no YAML/],
] as const)('%j is refused with its line', ([before, after], message) => {
  expect(problemsOf(fidesWith([before, after])).join('\n')).toMatch(message)
})

test.each([
  ['system: [{ fides_key: a }]', 'it has neither a list `dataset` nor'],
  ['', 'it has neither a list `dataset` nor'],
  ['map: a\nformat: 1', 'it is a map already'],
  ['dataset: []', 'dataset: names no dataset'],
])('%j is no dataset', (text, message) => {
  expect(problemsOf(text).join('\n')).toContain(message)
})

test('nesting without end is a problem of the file, not of the process', () => {
  const deep = `dataset: ${'['.repeat(20_000)}${']'.repeat(20_000)}`
  expect(problemsOf(deep).join('\n')).toMatch(/^1: is no YAML/)
})

test('the old name of the members, and one dataset by itself, are read as well', () => {
  const old = fidesWith().replaceAll('fides_meta', 'fidesops_meta')
  expect(draftOf(old).map).toEqual(draftOf(fidesWith()).map)
})

test('one of several datasets must be named', () => {
  const two = `${fidesWith()}  - { fides_key: shop, collections: [{ name: products, fields: [{ name: id }] }] }\n`
  expect(fromFides(two)).toEqual({
    ok: false,
    open: { what: 'dataset', why: 'untold', choices: ['help_desk', 'shop'] },
  })
  expect(draftOf(two, { dataset: 'help_desk' }).map.map).toBe('help-desk')
  expect(fromFides(two, { dataset: 'shop' })).toMatchObject({
    open: { what: 'messages', why: 'untold', choices: ['products'] },
  })
  expect(fromFides(two, { dataset: 'else' })).toMatchObject({ open: { why: 'unknown' } })
})

test('what the user names counts, and can be only one thing', () => {
  const { roles } = draftOf(fidesWith(), { messages: 'files', conversations: 'replies' })
  expect([roles.messages.table, roles.conversations.table]).toEqual(['files', 'replies'])
  expect(fromFides(fidesWith(), { messages: 'nothing' })).toMatchObject({
    open: { what: 'messages', why: 'unknown' },
  })
  expect(fromFides(fidesWith(), { messages: 'tickets', conversations: 'tickets' })).toMatchObject({
    open: { why: 'twice' },
  })
})
