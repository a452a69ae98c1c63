import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mapJsonSchema } from '../../src/maps/map-json-schema.ts'
import { HELP_DESK_YAML, helpDeskWith, lineOf, locatedMap, readText } from './help-desk.ts'

function problemsOf(text: string): string[] {
  const read = readText(text)
  return read.ok ? [] : read.problems.map(({ line, message }) => `${line}: ${message}`)
}

test('the example of the documents is a map', () => {
  expect(problemsOf(HELP_DESK_YAML)).toEqual([])
})

test('every problem of a file is told with its line', () => {
  const text = helpDeskWith(
    '  redact: { body: placeholder }',
    '  redakt: { body: placeholder }',
  ).replace('do: delete', 'do: remove')

  const problems = problemsOf(text)
  expect(problems).toHaveLength(3)
  expect(problems[0]).toBe(`${lineOf(text, 'message:')}: message.redact: is missing`)
  expect(problems[1]).toMatch(
    new RegExp(
      `^${lineOf(text, '  redakt')}: message: unknown member \`redakt\`: known here are table, `,
    ),
  )
  expect(problems[2]).toBe(
    `${lineOf(text, 'do: remove')}: copies.0.do: must be delete, report, or columns with what is written into them`,
  )
})

test.each([
  ["'our own staff'", "' '", /kept\.0\.because: must say something/],
  [", because: 'our own staff'", '', /kept\.0\.because: is missing/],
  ['format: 1', 'format: 2', /format: must be 1/],
  ['phone: null', 'phone: [1]', /contact\.erase\.phone: must be null, a text or number/],
  [
    'profile: {}',
    'profile: { drop: [] }',
    /contact\.erase\.profile\.drop: must name at least one path/,
  ],
  [
    'profile: {}',
    'profile: { drop: [a], random: 9 }',
    /contact\.erase\.profile: `random` stands alone/,
  ],
  ['profile: {}', 'profile: { upper: true }', /contact\.erase\.profile: unknown member `upper`/],
  ['touch: { edited_at: now }', 'touch: { edited_at: later }', /must be now, now_second or now_ms/],
  [
    'where: { subject_kind: reply }',
    'where: { subject_kind: { like: r } }',
    /unknown member `like`/,
  ],
  ['of: message\n    by: { reply_id', 'of: mesage\n    by: { reply_id', /there is no copy mesage/],
  ['name: quotes', 'name: files', /a copy above has this name/],
  ['    containing: [body]\n', '', /`containing` must say which words/],
  ['    in: conversation\n    containing: [body]\n', '', /`by` a key, or `in` with `containing`/],
  [
    'of: contact\n    by: { customer_id',
    'of: contact.team\n    by: { customer_id',
    /no `contact` has kind: team/,
  ],
  ['{ column: replies.search', '{ view: v, column: replies.search', /either `column` or `view`/],
  ['where: { subject_kind: agent }, ', '', /`table` and `where` go together/],
  ['map: help-desk', 'map: *x', /./],
  ['map: help-desk', 'map: help-desk\nmap: again', /is no YAML: map keys must be unique/],
  ['extends', 'extends', /./],
] as const)('%s -> %s is refused', (before, after, message) => {
  if (before === 'extends') {
    expect(problemsOf('map: own\nformat: 1\nsystem: Ours 1\nextends: nothing\n')).toEqual([
      '4: extends: must name a map that comes with Unsaid: see unsaid map list',
    ])
    return
  }
  expect(problemsOf(helpDeskWith(before, after)).join('\n')).toMatch(message)
})

test('a map extends one that comes with Unsaid, with the lines of both', () => {
  const text = [
    ...['map: ours', 'format: 1', 'system: Ours 1', 'extends: chatwoot'],
    ...['contact:', '  - table: contacts', '    erase: { shoe_size: null }'],
    'kept: [{ tables: [shoes], because: no text }]',
    'copies: [{ name: notes, table: notes, of: contact, by: { contact_id: id }, do: { content: "" } }]',
  ].join('\n')
  const { map, places } = locatedMap(text)

  const [contact, agent] = Array.isArray(map.contact) ? map.contact : []
  expect(contact?.erase).toMatchObject({ email: null, shoe_size: null })
  expect(agent?.kind).toBe('team')
  expect(places.of(contact!.erase, 'shoe_size')).toEqual({ file: 'help-desk.yaml', line: 7 })
  expect(places.of(contact!.erase, 'email')?.file).toBe('chatwoot.yaml')
  expect(map.kept?.at(-1)).toMatchObject({ tables: ['shoes'] })
  expect(map.copies?.filter(({ name }) => name === 'notes')).toMatchObject([
    { do: { content: '' } },
  ])
})

test('the JSON Schema takes the example, and a map that extends another', () => {
  const validate = new Ajv2020({ strict: false }).compile(mapJsonSchema())

  expect(validate(parse(HELP_DESK_YAML)), JSON.stringify(validate.errors)).toBe(true)
  expect(validate({ map: 'ours', format: 1, system: 'Ours 1', extends: 'zulip' })).toBe(true)
  expect(validate({ map: 'ours', format: 1, system: 'Ours 1' })).toBe(false)
  expect(validate({ ...(parse(HELP_DESK_YAML) as object), copys: [] })).toBe(false)
})
