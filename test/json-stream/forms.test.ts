import { describe, expect, it } from 'vitest'
import { outline } from './outline.ts'
import { readAll } from './read-all.ts'

const conversations = '{"type":"conversation.list","conversations":[{"a":1},{"a":2}],"pages":{}}'
const contacts = '{"type":"list","data":[{"b":1},{"b":2}],"total_count":2}'

type Case = readonly [name: string, input: string, expected: readonly string[]]

const forms: readonly Case[] = [
  ['nothing', '', []],
  ['only white space', ' \r\n\t\n', []],
  ['only a byte order mark', '\ufeff', []],
  ['one object', '{"a":1}', ['1: {"a":1}']],
  ['one object with a line end', '{"a":1}\n', ['1: {"a":1}']],
  ['a pretty object', '{\n  "a": [\n    1\n  ]\n}\n', ['1: {"a":[1]}']],
  ['a pretty object after blank lines', '\n\n{\n\n"a": 1}', ['3: {"a":1}']],
  ['a brace on its own line', '{\n"a":\n{\n}\n}', ['1: {"a":{}}']],
  ['NDJSON', '{"a":1}\n{"a":2}\n', ['1: {"a":1}', '2: {"a":2}']],
  ['NDJSON without a last line end', '{"a":1}\n{"a":2}', ['1: {"a":1}', '2: {"a":2}']],
  ['NDJSON with CRLF', '{"a":1}\r\n\r\n{"a":2}\r\n', ['1: {"a":1}', '3: {"a":2}']],
  ['NDJSON with a BOM', '\ufeff{"a":1}\n{"a":2}', ['1: {"a":1}', '2: {"a":2}']],
  ['NDJSON with blank lines', '\n{"a":1}\n  \n\n{"a":2}\n\n', ['2: {"a":1}', '5: {"a":2}']],
  ['brackets in strings', '{"a":"]}\\"{["}\n{"a":2}', ['1: {"a":"]}\\"{["}', '2: {"a":2}']],
  ['an empty array', ' [ \n ] ', []],
  ['an array', '[{"a":1},{"a":2}]', ['1: {"a":1}', '1: {"a":2}']],
  ['an array with a BOM', '\ufeff[{"a":1}]', ['1: {"a":1}']],
  ['a pretty array', '[\n  {\n"a":1\n  },\n\n  {"a":"x,]"}\n]\n', ['2: {"a":1}', '6: {"a":"x,]"}']],
  ['a page of conversations', conversations, ['1: {"a":1}', '1: {"a":2}']],
  ['a page of contacts', contacts, ['1: {"b":1}', '1: {"b":2}']],
  ['an empty page', '{"type":"list","data":[]}', []],
  [
    'pages as lines',
    `${contacts}\n{"a":0}\n${conversations}`,
    [...['1: {"b":1}', '1: {"b":2}', '2: {"a":0}', '3: {"a":1}', '3: {"a":2}']],
  ],
  ['a page in an array', `[${contacts},\n{"a":0}]`, ['1: {"b":1}', '1: {"b":2}', '2: {"a":0}']],
  ['a pretty page', JSON.stringify(JSON.parse(contacts), null, 1), ['4: {"b":1}', '7: {"b":2}']],
  [
    'a page with a line for each',
    '{"type":"list","data":[\n{"b":1},\n{"b":2}\n]}',
    [...['2: {"b":1}', '3: {"b":2}']],
  ],
  ['a page with its type last', '{"data":[{"b":1}],"type":"list"}', ['1: {"b":1}']],
  ['a page with two lists', '{"type":"list","conversations":[1],"data":[{"b":1}]}', ['1: {"b":1}']],
  ['a page with its list twice', '{"type":"list","data":[1],"data":[{"b":1}]}', ['1: {"b":1}']],
  [
    'a list that is no page',
    '{"type":"list","data":{"data":[1]}}',
    ['1: {"type":"list","data":{"data":[1]}}'],
  ],
  [
    'another type with a list',
    '{"type":"tag.list","data":[1]}',
    ['1: {"type":"tag.list","data":[1]}'],
  ],
  ['a type that is no string', '{"type":{"toString":1}}', ['1: {"type":{"toString":1}}']],
]

describe('every form is recognised from its bytes', () => {
  it.each(forms)('%s', async (_, input, expected) => {
    expect(outline(await readAll(input))).toEqual(expected)
  })

  it.each(forms)('%s, byte by byte', async (_, input, expected) => {
    expect(outline(await readAll(input, { sizes: [1] }))).toEqual(expected)
  })

  it('tells how many bytes a record has', async () => {
    const [first, second] = await readAll('[ {"a":"ż"} ,\n{ }]')
    expect(first).toMatchObject({ bytes: 10 })
    expect(second).toMatchObject({ bytes: 3 })
  })
})
