import { describe, expect, it } from 'vitest'
import { outline } from './outline.ts'
import { readAll } from './read-all.ts'

const unfinished = 'not JSON: the input ends before the record does'
const unclosed = 'not JSON: the input ends before the array is closed'
const trailing = 'not JSON: something follows the end of the document'
const long = 'holds a number of more than 1,000 digits'
const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`

type Case = readonly [name: string, input: string, expected: readonly string[]]

const structure: readonly Case[] = [
  ['a broken line', '{"a":1}\n{"a":}\n{"a":2}', ['1: {"a":1}', '2! not JSON', '3: {"a":2}']],
  [
    'a line cut in a string',
    '{"a":1}\n{"a":"\n{"a":2}',
    ['1: {"a":1}', '2! not JSON', '3: {"a":2}'],
  ],
  ['an open first line', '{"a":[1,\n\n{"a":2}', ['1! not JSON', '3: {"a":2}']],
  ['a first line cut in a string', '{"a":"x\n{"a":2}', ['1! not JSON', '2: {"a":2}']],
  ['a first line closed too often', '{"a":1}}\n{"a":2}', ['1! not JSON', '2: {"a":2}']],
  ['a first line of text', 'hello\n{"a":2}', ['1! not JSON', '2: {"a":2}']],
  ['two objects in a line', '{"a":1}{"a":2}\n{"a":3}', ['1! not JSON', '2: {"a":3}']],
  [
    'scalars as lines',
    '1\n"x"\nnull',
    ['1! not a JSON object', '2! not a JSON object', '3! not a JSON object'],
  ],
  ['an array as a line', '{"a":1}\n[{"a":2}]', ['1: {"a":1}', '2! not a JSON object']],
  ['a document cut short', '\n{\n"a": [', [`2! ${unfinished}`]],
  ['one open line', '{"a":1', [`1! ${unfinished}`]],
  ['a broken document', '{\n"a": 1,\n}', ['1! not JSON']],
  ['garbage after a document', '{\n"a": 1\n}\nx\ny', ['1: {"a":1}', `4! ${trailing}`]],
  ['a broken element', '[{"a":1,},\n{"a":2}]', ['1! not JSON', '2: {"a":2}']],
  ['an element closed too often', '[{"a":1}},{"a":2}]', ['1! not JSON', '1: {"a":2}']],
  ['an element with garbage', '[{"a":1} x,{"a":2}]', ['1! not JSON', '1: {"a":2}']],
  [
    'scalar elements',
    '[1,\n"x",[],{}]',
    ['1! not a JSON object', '2! not a JSON object', '2! not a JSON object', '2: {}'],
  ],
  ['empty elements', '[,{},]', ['1! not JSON', '1: {}', '1! not JSON']],
  ['an array cut in a record', '[{"a":1},\n{"a":', ['1: {"a":1}', `2! ${unfinished}`]],
  ['an array cut in a string', '[{"a":1},\n{"a":"},{"a":3}]', ['1: {"a":1}', `2! ${unfinished}`]],
  ['an array cut in a scalar', '[{"a":1},nul', ['1: {"a":1}', `1! ${unfinished}`]],
  [
    'an array that loses its structure',
    '[{"a":1},\n{"a":[2},\n{"a":3}]\n',
    ['1: {"a":1}', `2! ${unfinished}`],
  ],
  [
    'an array cut after a record',
    '[{"a":1},\n{"a":2}',
    ['1: {"a":1}', '2: {"a":2}', `2! ${unclosed}`],
  ],
  ['an array cut after a comma', '[{"a":1},\n', ['1: {"a":1}', `2! ${unclosed}`]],
  ['only an opening bracket', '[', [`1! ${unclosed}`]],
  ['garbage after an array', '[{"a":1}]\n]\n]', ['1: {"a":1}', `2! ${trailing}`]],
  ['an array after an array', '[{"a":1}]\n[{"a":2}]', ['1: {"a":1}', `2! ${trailing}`]],
  [
    'a broken element of a page',
    '{"type":"list",\n"data":[{"a":1,},\n{"a":2}]}',
    ['2! not JSON', '3: {"a":2}'],
  ],
  [
    'a refused element of a page',
    '{"type":"list",\n"data":[{"a":1e4000},\n{"a":2}]}',
    [`2! ${long}`, '3: {"a":2}'],
  ],
  ['a broken page', '{"type":"list",,"data":[{"a":1}]}', ['1! not JSON']],
]

const content: readonly Case[] = [
  ['NUL in a string', '{"a":["\\u0000"]}', ['1! holds a NUL character']],
  ['NUL in a key', '{"a":{"x\\u0000":1}}', ['1! holds a NUL character']],
  ['a raw NUL', '{"a":"\0"}', ['1! not JSON']],
  ['an escaped backslash before u0000', '{"a":"\\\\u0000"}', ['1: {"a":"\\\\u0000"}']],
  ['a lone surrogate', '{"a":"\\ud800"}', ['1! holds a lone surrogate']],
  ['a lone surrogate in a key', '{"\\uDC00":1}', ['1! holds a lone surrogate']],
  ['surrogates the wrong way round', '{"a":"\\udc00\\ud800"}', ['1! holds a lone surrogate']],
  ['a pair of surrogates', '{"a":"\\ud83d\\ude00"}', ['1: {"a":"😀"}']],
  ['a number of many digits', `{"a":[-1${'0'.repeat(999)}]}`, [`1: {"a":[-1${'0'.repeat(999)}]}`]],
  ['a number of more', `{"a":{"b":1${'0'.repeat(1_000)}}}`, [`1! ${long}`]],
  ['an exponent', '{"a":[-1e400,1e-400]}', ['1: {"a":[-1e400,1e-400]}']],
  ['an exponent that is too large', '{"a":[1e1001]}', [`1! ${long}`]],
  ['one that is too small', '{"a":[1e-1001]}', [`1! ${long}`]],
  ['digits in a string', '{"a":"\\"12345678901234567890"}', ['1: {"a":"\\"12345678901234567890"}']],
  ['512 levels', nested(512), [`1: ${nested(512)}`]],
  ['513 levels', nested(513), ['1! is nested deeper than 512 levels']],
  ['many brackets in a string', `{"a":"${'['.repeat(2000)}"}`, [`1: {"a":"${'['.repeat(2000)}"}`]],
  [
    'many brackets side by side',
    `{"a":[${'[],'.repeat(2000)}1]}`,
    [`1: {"a":[${'[],'.repeat(2000)}1]}`],
  ],
]

describe('every problem is told with its line', () => {
  it.each([...structure, ...content])('%s', async (_, input, expected) => {
    expect(outline(await readAll(input))).toEqual(expected)
    expect(outline(await readAll(input, { sizes: [1, 2] }))).toEqual(expected)
  })

  it('survives a million levels', async () => {
    const deep = `{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}\n{"a":1}`
    const expected = ['1! is nested deeper than 512 levels', '2: {"a":1}']
    expect(outline(await readAll(deep))).toEqual(expected)
  })

  it.each([
    ['a stray byte', [0x80]],
    ['a cut character', [0xf0, 0x9f, 0x98]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong NUL', [0xc0, 0x80]],
  ])('not UTF-8: %s', async (_, bytes) => {
    const line = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}\n')])
    const input = Buffer.concat([line, Buffer.from('{"a":1}')])
    expect(outline(await readAll(input))).toEqual(['1! not valid UTF-8', '2: {"a":1}'])
  })

  it('never quotes a record', async () => {
    const marker = 'Ala ma kota'
    const inputs = [...structure, ...content].map(([, input]) =>
      input.replaceAll('"a"', `"${marker}"`).replaceAll(/[xy]/g, marker),
    )
    const records = (await Promise.all(inputs.map((input) => readAll(input)))).flat()
    const reasons = records.flatMap((record) => (record.ok ? [] : [record.reason]))
    expect(reasons.length).toBeGreaterThan(40)
    expect(reasons.filter((reason) => /Ala|kota/.test(reason))).toEqual([])
  })
})
