import { describe, expect, test } from 'vitest'
import { PLACEHOLDER } from '../../../src/conversation/placeholder.ts'
import type { MapValue } from '../../../src/maps/format/value-format.ts'
import { makeValue, type Making } from '../../../src/maps/values/make-value.ts'
import { wordsOf } from '../../../src/maps/values/words.ts'
import { seededRandom } from '../../scene/seeded-random.ts'

const column = (base: string, length: number | null = null, isArray = false) => ({
  ...{ base, length, isArray },
})

const ROW = { id: '12345678901234567890', name: 'Änne {x} $&', note: null, folded: 'a\r\n B: c' }

function make(value: MapValue, old: string | null, into: string | Partial<Making>) {
  const given = typeof into === 'string' ? { column: column(into) } : into
  return makeValue(value, old, {
    ...{ column: column('text'), row: ROW, parent: { id: '42', nobody: null }, format: 'html' },
    ...given,
  })
}

describe('what is the same for every row', () => {
  test.each<[MapValue, string, string | null]>([
    [null, 'text', null],
    [{ literal: null }, 'jsonb', null],
    ['', 'text', ''],
    ['say "x"', 'text', 'say "x"'],
    ['say "x"', 'jsonb', '"say \\"x\\""'],
    [{ literal: '{}' }, 'json', '"{}"'],
    [{ literal: 'now' }, 'text', 'now'],
    [{ literal: '{id}' }, 'text', '{id}'],
    [7, 'int4', '7'],
    [-1.5, 'jsonb', '-1.5'],
    [false, 'bool', 'false'],
    [true, 'jsonb', 'true'],
    [{}, 'jsonb', '{}'],
    [{}, 'text', '{}'],
    [{}, 'hstore', ''],
    [[], 'json', '[]'],
    [[], 'text', '[]'],
  ])('%j into %s', (value, base, made) => {
    expect(make(value, 'what was there', base)).toBe(made)
  })

  test('an empty array of Postgres is {}', () => {
    for (const value of [{}, []] as const) {
      expect(make(value, '{a}', { column: column('jsonb', null, true) })).toBe('{}')
    }
  })

  test('the placeholder, in the format of the body or in the one that is said', () => {
    const [html, markdown, plain] = (['html', 'markdown', 'plain'] as const).map((format) => {
      const made = make('placeholder', 'x', { format })
      expect(make({ placeholder: format }, 'x', { format: 'plain' })).toBe(made)
      return made!
    })
    expect(html).toBe(PLACEHOLDER)
    expect(markdown).toBe('*This message was deleted*')
    expect(html!.replace(/<[^>]*>/g, '')).toBe(plain)
    expect(make('placeholder', 'x', 'jsonb')).toBe(JSON.stringify(PLACEHOLDER))
  })

  test.each(['now', 'now_second', 'now_ms'])('%s is for the database to write', (value) => {
    expect(() => make(value, null, 'timestamptz')).toThrow()
  })
})

describe('a text with columns', () => {
  test('has them as they are', () => {
    expect(make('e-{id}-{name}-{note}.', 'x', 'text')).toBe(`e-${ROW.id}-${ROW.name}-.`)
    expect(make('{name}"', 'x', 'jsonb')).toBe(JSON.stringify(`${ROW.name}"`))
    expect(make('of {parent.id} {id}', 'x', 'text')).toBe(`of 42 ${ROW.id}`)
  })

  test('is never cut: two rows could get the same', () => {
    expect(make('e{id}', 'x', { column: column('varchar', 21) })).toBe(`e${ROW.id}`)
    expect(() => make('e{id}', 'x', { column: column('varchar', 20) })).toThrow(/20 characters/)
    const row = { id: '👍'.repeat(5) }
    expect(make('{id}', 'x', { column: column('varchar', 5), row })).toBe(row.id)
  })

  test('tells a column that was not read, and nothing of the row', () => {
    expect(() => make('{name}{missing}', 'x', 'text')).toThrow('the column missing was not read')
  })
})

test('random letters are as many as asked for, and never twice the same', () => {
  const made = Array.from({ length: 200 }, () => make({ random: 8 }, 'x', 'text')!)
  expect(new Set(made).size).toBe(200)
  for (const one of made) expect(one).toMatch(/^[a-z0-9]{8}$/)
  expect(new Set(made.join('')).size).toBe(36)
  expect(make({ random: 64 }, null, 'jsonb')).toMatch(/^"[a-z0-9]{64}"$/)
})

describe('removing a value', () => {
  const array = { column: column('text', null, true) }

  test.each([
    ['{42}', '{}'],
    ['{}', '{}'],
    ['{1,42,142,42}', '{1,142}'],
    [
      '{"42","b c",NULL,"NULL","a\\"b\\\\c","x,y","{42}"}',
      '{"b c",NULL,"NULL","a\\"b\\\\c","x,y","{42}"}',
    ],
    ['[0:2]={a,42,b}', '{a,b}'],
    ['[0:1]={a,b}', '[0:1]={a,b}'],
    ['{{1,42},{42,2}}', '{{1,NULL},{NULL,2}}'],
    ['{Ä,"",42}', '{"Ä",""}'],
  ])('from the array %s', (old, left) => {
    expect(make({ remove: 'id' }, old, array)).toBe(left)
  })

  test.each([
    ['[1, 42, "42", "4 2", 42.0, [42], {"id":42}]', '[1,"4 2",42.0,[42],{"id":42}]'],
    ['[1,  2]', '[1,  2]'],
    ['[12345678901234567890,42]', '[12345678901234567890]'],
    ['{"42":42}', '{"42":42}'],
    ['42', '[]'],
    ['', ''],
    ['Hello, I am no list', '[]'],
  ])('from the list %s', (old, left) => {
    expect(make({ remove: 'id', as: 'json_text' }, old, 'text')).toBe(left)
    expect(make({ remove: 'id' }, old, 'jsonb')).toBe(left)
  })

  test('none, where there is none', () => {
    expect(make({ remove: 'id' }, null, array)).toBeNull()
    expect(make({ remove: 'nobody' }, '{a,NULL}', array)).toBe('{a,NULL}')
    expect(() => make({ remove: 'other' }, '{a}', array)).toThrow('the column other')
  })

  test('leaves all other elements of an array, by a seed', () => {
    const random = seededRandom('arrays')
    const alphabet = ['a', 'ü', '👍', 'ש', '"', '\\', ',', '{', '}', ' ', '\n', "'", 'NULL']
    const quoted = (elements: readonly (string | null)[]) =>
      `{${elements.map((one) => (one === null ? 'NULL' : `"${one.replace(/["\\]/g, '\\$&')}"`)).join()}}`
    for (let round = 0; round < 300; round += 1) {
      const elements = Array.from({ length: random.below(6) }, () =>
        random.below(5) === 0
          ? null
          : Array.from({ length: random.below(4) }, () => random.pick(alphabet)).join(''),
      )
      const gone = random.pick([...elements.filter((one) => one !== null), 'x'])
      const parent = { id: gone }
      const made = make({ remove: 'id' }, quoted(elements), { ...array, parent })!
      // Read again as what removing nothing makes of the same elements.
      const left = quoted(elements.filter((one) => one !== gone))
      expect(made).toBe(make({ remove: 'id' }, left, { ...array, parent }))
      expect(make({ remove: 'id' }, made, { ...array, parent })).toBe(made)
    }
  })
})

describe('editing JSON', () => {
  const JSON_ROW =
    '{"b": {"c": "gone", "d": [1.0, 12345678901234567890, 1E+400]}, "2": "x", "a": "gone", "1": "\\u00e9\\ud800", "__proto__": {"full": "gone", "e": null}}'

  test('drops paths, and leaves digits, order and escapes of the others', () => {
    expect(make({ drop: ['a', 'b.c', '*.full', 'nothing.here'] }, JSON_ROW, 'json')).toBe(
      '{"b":{"d":[1.0,12345678901234567890,1E+400]},"2":"x","1":"\\u00e9\\ud800","__proto__":{"e":null}}',
    )
    expect(make({ drop: ['b.d.*', '*.e'] }, JSON_ROW, 'json')).toContain('"d":[]')
    expect(make({ drop: ['*.*.c'] }, '[[{"c":1,"d":2}]]', 'jsonb')).toBe('[[{"d":2}]]')
  })

  test('changes nothing where nothing is to be changed', () => {
    expect(make({ drop: ['z'] }, JSON_ROW, 'json')).toBe(JSON_ROW)
  })

  test('drops a member wherever it stands twice', () => {
    expect(make({ drop: ['a'] }, '{"a":"one","b":1,"\\u0061":"two"}', 'json')).toBe('{"b":1}')
  })

  test('sets members alone, or beside what is dropped', () => {
    const set = { deleted: true, note: { by: ['x'] } }
    const alone = '{"deleted":true,"note":{"by":["x"]}}'
    for (const old of [JSON_ROW, null, '', 'no JSON', '"text"']) {
      expect(make({ set }, old, 'jsonb')).toBe(alone)
      expect(make({ set, as: 'json_text' }, old, 'text')).toBe(alone)
    }
    expect(make({ set: { a: 1, z: null }, drop: ['b'] }, '{"a":"x","b":2,"c":3}', 'jsonb')).toBe(
      '{"a":1,"c":3,"z":null}',
    )
    expect(make({ set: { a: 1 }, drop: ['b'] }, null, 'jsonb')).toBe('{"a":1}')
  })

  test('leaves what is empty', () => {
    for (const old of [null, '', ' ']) {
      expect(make({ drop: ['a'], as: 'json_text' }, old, 'text')).toBe(old)
    }
  })

  test.each([
    ['Dear Anna'],
    ['{"a": "Anna"'],
    ["{a: 'Anna'}"],
    ['"Dear Anna"'],
    ['[{"a":"Anna"}]'],
    ['['.repeat(5000) + '"Anna"' + ']'.repeat(5000)],
  ])('writes {} where it is not what the map takes it for: %.30s', (old) => {
    expect(make({ drop: ['a'], as: 'json_text' }, old, 'text')).toBe('{}')
    expect(make({ drop: ['a'], set: { b: 1 }, as: 'json_text' }, old, 'text')).toBe('{"b":1}')
    expect(JSON.parse(make({ drop: ['a'], as: 'json_in_json' }, old, 'text')!)).toSatisfy(
      (left) => JSON.stringify(left) === '{}' || left === '{}',
    )
  })

  test('in a JSON string is written in the form that the row has', () => {
    const value: MapValue = { as: 'json_in_json', drop: ['a'] }
    const inner = '{"a":"gone","b":12345678901234567890}'
    const left = '{"b":12345678901234567890}'
    const twice = (text: string) => JSON.stringify(JSON.stringify(text))
    expect(make(value, inner, 'json')).toBe(left)
    expect(make(value, JSON.stringify(inner), 'json')).toBe(JSON.stringify(left))
    expect(make(value, twice(inner), 'json')).toBe(twice(left))
    expect(make(value, JSON.stringify('Dear Anna'), 'json')).toBe('"{}"')
    expect(make(value, 'Dear Anna', 'text')).toBe('"{}"')
    expect(make({ as: 'json_in_json', set: { x: 1 } }, inner, 'json')).toBe('{"x":1}')
    expect(make({ as: 'json_in_json', set: { x: 1 } }, '"{}"', 'json')).toBe('"{\\"x\\":1}"')
    expect(make({ as: 'json_in_json', set: { x: 1 } }, null, 'json')).toBe('"{\\"x\\":1}"')
  })

  test('does to any JSON what it does to its parsed value, by a seed', () => {
    const random = seededRandom('JSON')
    const names = ['a', 'b', 'c', '1', '0', 'ü', '"', '__proto__x']
    const some = (depth: number): unknown => {
      const kind = random.below(depth > 3 ? 4 : 6)
      if (kind < 4)
        return [null, random.below(1000) / 8, `ש"\\\n${random.pick(names)}👍`, true][kind]
      const values = Array.from({ length: random.below(4) }, () => some(depth + 1))
      return kind === 4
        ? values
        : Object.fromEntries(values.map((one) => [random.pick(names), one]))
    }
    for (let round = 0; round < 400; round += 1) {
      const value = { a: some(0), b: some(0), c: some(1) }
      const drop = Array.from({ length: 1 + random.below(3) }, () =>
        Array.from({ length: 1 + random.below(3) }, () => random.pick([...names, '*', '*'])).join(
          '.',
        ),
      )
      const old = JSON.stringify(value, null, random.below(3))
      const made = make({ drop }, old, 'json')!
      expect(JSON.parse(made), JSON.stringify({ old, drop })).toEqual(dropped(value, drop))
      expect(make({ drop }, made, 'json')).toBe(made)
    }
  })

  /** By going through it for each path. */
  function dropped(value: unknown, paths: readonly string[]): unknown {
    const isDropped = (at: readonly string[]) =>
      paths.some((path) => {
        const steps = path.split('.')
        return (
          steps.length === at.length &&
          steps.every((one, place) => one === '*' || one === at[place])
        )
      })
    const go = (one: unknown, at: readonly string[]): unknown => {
      if (Array.isArray(one)) {
        const below = [...at, '(item)']
        return isDropped(below) ? [] : one.map((item) => go(item, below))
      }
      if (typeof one !== 'object' || one === null) return one
      return Object.fromEntries(
        Object.entries(one).flatMap(([name, inner]) =>
          isDropped([...at, name]) ? [] : [[name, go(inner, [...at, name])]],
        ),
      )
    }
    return go(value, [])
  }
})

describe('replacing words', () => {
  const words = wordsOf(['Anna Müller', 'anna@example.com', 'the whole of this quote'])

  test('in a text, which is cut where it gets too long', () => {
    const text = 'Hi Anna Müller: ANNA@example.com'
    expect(make('replace', text, { words })).toBe('Hi [...]: [...]')
    expect(make('replace', text, { words, column: column('varchar', 12) })).toBe('Hi [...]: [.')
    expect(make('replace', 'none', { words })).toBe('none')
    expect(make('replace', null, { words })).toBeNull()
    const bob = wordsOf(['Bob'])
    expect(make('replace', 'Bob', { words: bob, column: column('varchar', 3) })).toBe('[..')
    expect(make('replace', 'Bob Bobby', { words: bob, column: column('varchar', 9) })).toBe('[...]')
  })

  test('in elements of arrays', () => {
    const array = { words, column: column('text', null, true) }
    expect(make('replace', '{x,"Anna Müller",NULL,"a \\"b\\""}', array)).toBe(
      '{x,"[...]",NULL,"a \\"b\\""}',
    )
    expect(
      make('replace', '{"{\\"a\\": \\"Anna Müller\\"}"}', {
        words,
        column: column('jsonb', null, true),
      }),
    ).toBe('{"{\\"a\\":\\"[...]\\"}"}')
  })

  test('in all texts of JSON, or in those at a path and below it', () => {
    const old = '{"a":"Anna Müller","b":[{"c":"<i>Anna M&uuml;ller</i>"}],"n":1.0,"Anna Müller":2}'
    expect(make('replace', old, { words, column: column('jsonb') })).toBe(
      '{"a":"[...]","b":[{"c":"<i>[...]</i>"}],"n":1.0,"Anna Müller":2}',
    )
    expect(make({ replace: ['b'] }, old, { words, column: column('jsonb') })).toBe(
      '{"a":"Anna Müller","b":[{"c":"<i>[...]</i>"}],"n":1.0,"Anna Müller":2}',
    )
    expect(make({ replace: ['b.c'] }, old, { words, column: column('jsonb') })).toBe(old)
    expect(make({ replace: ['b.*.c'], drop: ['a'] }, old, { words })).toContain('{"b":[{"c":"<i>[')
  })

  test('in a JSON string that holds JSON', () => {
    const value: MapValue = { as: 'json_in_json', replace: ['email.*.full', 'email.*.quoted'] }
    const mail = (full: string) =>
      JSON.stringify(JSON.stringify({ email: { html: { full, n: '1' }, subject: 'Anna Müller' } }))
    expect(make(value, mail('\n> the whole\n> of this quote'), { words })).toBe(mail('\n> [...]'))
  })

  test('where a text stands for the object that was meant', () => {
    expect(make({ replace: ['a'] }, '"Dear Anna Müller"', { words, column: column('jsonb') })).toBe(
      '"Dear [...]"',
    )
    const inner: MapValue = { as: 'json_text', replace: ['a'] }
    expect(make(inner, 'Dear Anna Müller', { words })).toBe('{}')
    expect(make(inner, 'Dear Anna', { words })).toBe('Dear Anna')
  })

  test('in JSON that gets too long for its column leaves {}', () => {
    const short = wordsOf(['Bob'])
    const old = '{"a":"Bob"}'
    const value: MapValue = { as: 'json_text', replace: ['*'] }
    expect(make(value, old, { words: short, column: column('varchar', 13) })).toBe('{"a":"[...]"}')
    expect(make(value, old, { words: short, column: column('varchar', 12) })).toBe('{}')
  })

  test('needs words', () => {
    expect(() => make('replace', 'x', {})).toThrow('no words')
    expect(() => make({ replace: ['a'] }, '{}', 'jsonb')).toThrow('no words')
  })
})

describe('headers of a mail', () => {
  const OLD = [
    'From anna Mon Jan 1',
    ' and on',
    'Received: from x',
    '\tby y',
    'MIME-Version: 1.0',
    'Content-type: text/plain;',
    ' charset="utf-8"',
    'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
    ' Content-Type: in a folded line',
    'content-TYPE: again',
    'Content-Type-Other: no',
    '',
    'Content-Type: in the body',
  ]

  test.each(['\n', '\r\n'])('only those that are named are kept, with lines ended by %j', (end) => {
    expect(
      make({ as: 'mail_headers', keep: ['Content-Type', 'mime-version'] }, OLD.join(end), 'text'),
    ).toBe([OLD[4], OLD[5], OLD[6], OLD[9], ''].join(end))
  })

  test('what is set stands in the place of the old one, or at the end', () => {
    const value = {
      as: 'mail_headers',
      keep: ['MIME-Version', 'Content-Type', 'Subject'],
      set: { 'Content-Type': '{kind}; charset="utf-8"', 'X-Id': '{id}', 'X-No': 1 },
    } as const
    const row = { ...ROW, kind: 'text/html' }
    expect(make({ ...value, keep: [...value.keep] }, OLD.slice(4, 8).join('\n'), { row })).toBe(
      `MIME-Version: 1.0\nContent-Type: text/html; charset="utf-8"\n${OLD[7]}\nX-Id: ${ROW.id}\nX-No: 1\n`,
    )
    expect(make({ ...value, keep: ['To'] }, null, { row })).toMatch(
      /^Content-Type: .*\nX-Id: .*\nX-No: 1\n$/,
    )
  })

  test('a column begins no further header', () => {
    expect(make({ as: 'mail_headers', set: { A: '{folded}' } }, 'x', 'text')).toBe('A: a B: c\n')
  })

  test('nothing is kept of what is no header', () => {
    expect(make({ as: 'mail_headers', keep: ['To'] }, 'Dear To: Anna\nhello', 'text')).toBe('')
    expect(make({ as: 'mail_headers', keep: ['To'] }, null, 'text')).toBeNull()
  })
})
