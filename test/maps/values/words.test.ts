import { describe, expect, test } from 'vitest'
import { wordsOf } from '../../../src/maps/values/words.ts'
import { seededRandom, type SeededRandom } from '../../scene/seeded-random.ts'

/** A text with the words taken out; both ways of asking agree on whether they were there. */
function without(fragments: readonly string[], text: string): string {
  const words = wordsOf(fragments)
  const replaced = words.replaceIn(text, '[...]')
  expect(words.occurIn(text), text.slice(0, 200)).toBe(replaced !== text)
  return replaced
}

const LETTER = 'Grüße aus Köln,\nIhr Hans Müller 👋🏽'

/** Every byte of it. */
const quotedPrintable = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')

const asciiOnly = (json: string) =>
  json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

describe('words are found', () => {
  test.each([
    ['as they are', `a ${LETTER} b`, 'a [...] b'],
    ['in other letters', LETTER.toUpperCase().toLowerCase(), '[...]'],
    ['with accents apart', LETTER.normalize('NFD'), '[...]'],
    ['with CRLF', LETTER.replaceAll('\n', '\r\n'), '[...]'],
    ['wrapped and quoted', '> Grüße\r\n> aus Köln, Ihr\r\n>  Hans Müller 👋🏽\r\n', '> [...]\r\n'],
    ['quoted twice', '>> Grüße aus\n> > Köln, Ihr\n>> Hans Müller 👋🏽', '>> [...]'],
    ['with soft hyphens', LETTER.replace('Müller', 'Mül\u00adler'), '[...]'],
    ['with fixed spaces', LETTER.replaceAll(' ', '\u00a0'), '[...]'],
    [
      'in HTML',
      '<p>Gr&uuml;&szlig;e aus K&#246;ln,<br/>Ihr Hans M&#xFC;ller 👋🏽</p>',
      '<p>[...]<br/></p>',
    ],
    ['across tags', 'Grüße <b>aus Köln</b>, <p>Ihr Hans Müller 👋🏽', '[...]<b></b><p>'],
    ['quoted in HTML', '&gt; Grüße aus Köln,\n&gt; Ihr Hans Müller 👋🏽', '&gt; [...]'],
  ])('%s', (_, text, left) => {
    expect(without([LETTER], text)).toBe(left)
  })

  test('in JSON, also with all but ASCII escaped, and in JSON in JSON', () => {
    const json = JSON.stringify({ text: `\t"${LETTER}"\\` })
    for (const text of [json, asciiOnly(json), json.replace(/ü/g, '\\u00FC')]) {
      expect(JSON.parse(without([LETTER], text))).toEqual({ text: '\t"[...]"\\' })
      const outer = without([LETTER], JSON.stringify(text))
      expect(JSON.parse(JSON.parse(outer))).toEqual({ text: '\t"[...]"\\' })
    }
  })

  test('in quoted-printable, wherever its lines break', () => {
    const encoded = `a=20${quotedPrintable(LETTER)}=3D`
    for (const lineEnd of ['\r\n', '\n', ' \r\n']) {
      for (const each of [1, 4, 25]) {
        const broken = encoded.replace(new RegExp(`(?:=..){${each}}`, 'g'), `$&=${lineEnd}`)
        expect(without([LETTER], broken).replace(/= ?\r?\n/g, '')).toBe('a=20[...]=3D')
      }
    }
    expect(without(['Köln am Rhein'], 'nach K=F6ln am Rhein')).toBe('nach [...]')
  })

  test('in quoted-printable HTML', () => {
    const text = '<a href=3D"x">Gr=C3=BC&szlig;e</a> aus K=C3=B6ln, Ihr =\r\nHans M&uuml;ller 👋🏽'
    expect(without([LETTER], text)).toBe('<a href=3D"x">[...]</a>')
  })

  test.each([
    ['\r\n', 76, 'utf8'],
    ['\n', 64, 'utf8'],
    ['', Infinity, 'utf8'],
    ['\n', 76, 'latin1'],
  ] as const)('in base64 with lines of %j after %d in %s', (lineEnd, width, encoding) => {
    const lines = (text: string) =>
      Buffer.from(text, encoding)
        .toString('base64')
        .replace(
          new RegExp(`.{${width === Infinity ? 999_999 : width}}(?=.)`, 'g'),
          `$&${lineEnd}`,
        ) + lineEnd
    const body = (middle: string) => `Sehr geehrte Frau Öztürk, ${'bla '.repeat(40)}${middle} usw.`
    expect(without(['Hans Müller'], lines(body('Hans Müller')))).toBe(lines(body('[...]')))
    expect(without(['Hans Maier'], lines(body('Hans Müller')))).toBe(lines(body('Hans Müller')))
  })

  test('not by chance in a picture, and not only in base64 where a text looks like it', () => {
    const picture = Buffer.from([0x89, 0x50, 0, 1, ...Buffer.from(' Anna '.repeat(9))])
    expect(without(['Anna'], picture.toString('base64'))).toBe(picture.toString('base64'))
    expect(without(['annamariaschmidt'], 'AnnaMariaSchmidt')).toBe('[...]')
  })

  test('of which some are HTML, as those who read it quote it', () => {
    const body = '<p>Hello <b>dear</b> Anna,</p><p>5 &lt; 7 &amp; so on</p>'
    expect(without([body], `<blockquote>${body}</blockquote>`)).toBe(
      '<blockquote>[...]</blockquote>',
    )
    expect(without([body], '> Hello dear Anna,\n> 5 < 7 & so on\n\nyes')).toBe('> [...]\n\nyes')
  })

  test('from right to left, with or without marks of direction', () => {
    const words = 'שלום אנה כהן'
    expect(without([words], `\u200f${words}\u200f!`)).toBe('\u200f[...]\u200f!')
    expect(without(['مرحبا بكم'], 'قال: مرحبا \u200eبكم.')).toBe('قال: [...].')
  })

  test('with entities of letters beyond Latin-1', () => {
    expect(without(['Łucja Čalić'], '<b>&Lstrok;ucja &Ccaron;ali&cacute;</b>')).toBe('<b>[...]</b>')
  })

  test('between marks of HTML that are none', () => {
    expect(without(['anna@example.com'], 'From: <Anna@Example.com>')).toBe('From: <[...]>')
    expect(without(['<Anna Schmidt>'], 'x <anna schmidt> y')).toBe('x [...] y')
  })
})

describe('a word under 12 characters', () => {
  test.each([
    ['Anna', 'anna', '[...]'],
    ['Anna', '(Anna), Anna\nANNA_x @anna: Anna’s', '([...]), [...]\n[...]_x @[...]: [...]’s'],
    ['Anna', 'Annabel Johanna anna1 2anna Änna Anná annä', undefined],
    ['Anna', 'Anna\u0301', undefined],
    ['Anna', '𝒜nna𝒜 Anna𝒜', undefined],
    ['Anna', '𝒜Anna', undefined],
    ['Straße', 'STRASSE und straße', '[...] und [...]'],
    ['Stras', 'Straße', undefined],
    ['ΝΙΚΟΣ', 'νικος νικοσ', '[...] [...]'],
    ['@**Anna**', 'x @**Anna**s', 'x [...]s'],
    ['王小明', '我叫王小明你好', '我叫[...]你好'],
    ['홍길동', '홍길동은 학생', '[...]은 학생'],
    ['가나다', '가나닥', undefined],
    ['12345', '12345 123456 €12345,-', '[...] 123456 €[...],-'],
  ])('%s in %s needs an edge', (word, text, left) => {
    expect(without([word], text)).toBe(left ?? text)
  })

  test('that is cut does not hide a shorter one', () => {
    expect(without(['am Anna', 'Anna'], 'Madam Anna')).toBe('Madam [...]')
  })

  test('needs none from 12 characters on', () => {
    expect(without(['hans.mueller'], 'xhans.muellerx')).toBe('x[...]x')
    expect(without(['hans.muelle'], 'xhans.muellex')).toBe('xhans.muellex')
    expect(without(['Müller Jürg'], 'xMüller Jürgx')).toBe('xMüller Jürgx')
    expect(without(['s und noch mehr'], 'Fuß und noch mehr')).toBe('Fuß und noch mehr')
  })

  test('of fewer than three letters and digits is not looked for, and counted', () => {
    const words = wordsOf(['', ' \n', 'ok', '👍👍👍', 'a-b', '王明', '<p>no</p>', 'yes'])
    expect(words.tooShort).toBe(7)
    expect(words.isEmpty).toBe(false)
    expect(words.replaceIn('ok 👍👍👍 a-b 王明 <p>no</p>', '-')).toBe(
      'ok 👍👍👍 a-b 王明 <p>no</p>',
    )
    expect(wordsOf(['ok'])).toMatchObject({ isEmpty: true, tooShort: 1 })
    expect(wordsOf([])).toMatchObject({ isEmpty: true, tooShort: 0 })
    expect(wordsOf([]).occurIn('')).toBe(false)
  })
})

test('one placeholder stands for words that overlap, and for each of those that do not', () => {
  const fragments = ['the first of all words', 'of all words that matter', 'all words']
  expect(without(fragments, 'Is the first of all words that matter, all words!')).toBe(
    'Is [...], [...]!',
  )
})

test('the placeholder is written as the form asks for it', () => {
  const words = wordsOf(['Grüße aus Köln'])
  const json = words.replaceIn('{"a":"Gr\\u00fc\\u00dfe aus K\\u00f6ln"}', '"é"\n')
  expect(JSON.parse(json)).toEqual({ a: '"é"\n' })
  const twice = words.replaceIn(JSON.stringify('{"a":"Gr\\u00fc\\u00dfe aus K\\u00f6ln"}'), '"é"\n')
  expect(JSON.parse(JSON.parse(twice))).toEqual({ a: '"é"\n' })
  expect(words.replaceIn('x Gr=C3=BC=C3=9Fe aus K=C3=B6ln', 'a=é')).toBe('x a=3D=C3=A9')
})

test('nothing in a fragment is a pattern', () => {
  const fragments = ['(a+)+$.*[^x]{2,}\\d|b', '^\\w+\\s?$^^^^ (?:d', '$& $1 {id} \\u0041']
  expect(without(fragments, `1 ${fragments.join(' 2 ')} 3`)).toBe('1 [...] 2 [...] 2 [...] 3')
})

describe('by a seed', () => {
  const ALPHABET = ['a', 'B', 'ß', 'ü', 'İ', 'é', 'א', 'م', '王', '👩‍👧', '𝒜', '1']
  const BETWEEN = [
    ' ',
    '\n',
    '\r\n> ',
    '\t',
    '. ',
    ', ',
    '-',
    '<b>',
    '&amp;',
    '"',
    '\\',
    '=',
    ' < ',
  ]

  function someText(random: SeededRandom, tokens: number): string {
    return Array.from({ length: tokens }, () =>
      random.below(3) === 0
        ? random.pick(BETWEEN)
        : Array.from({ length: 1 + random.below(5) }, () => random.pick(ALPHABET)).join(''),
    ).join('')
  }

  const FORMS: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => text.toUpperCase().normalize('NFC'),
    (text) => text.normalize('NFD'),
    (text) => text.replace(/\s+/g, '\r\n>> '),
    (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`),
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
    (text) => asciiOnly(JSON.stringify(text).slice(1, -1)),
    (text) => quotedPrintable(text).replace(/.{72}/g, '$&=\n'),
  ]

  test('a long fragment is found in every form, and nothing of it is left', () => {
    const random = seededRandom('words in their forms')
    for (let round = 0; round < 400; round += 1) {
      const fragment = `Anfang ${someText(random, 12)} am Ende`
      const form = random.pick(FORMS)
      const words = wordsOf([fragment, someText(random, 3), 'Zuletzt'])
      const text = `| ${form(fragment)} |`
      const left = words.replaceIn(text, '[...]')
      const told = JSON.stringify({ fragment, text, left })
      expect(words.occurIn(text), told).toBe(true)
      expect(words.occurIn(left), told).toBe(false)
      expect(left, told).not.toMatch(/anfang|ende|=41=6E/i)
      expect(words.replaceIn(left, '[...]'), told).toBe(left)
    }
  })

  test('a text without the words comes back as it was', () => {
    const random = seededRandom('texts without the words')
    const words = wordsOf(['Xaver', 'xylophon und zither', 'x'.repeat(40)])
    for (let round = 0; round < 200; round += 1) {
      const text = random.pick(FORMS)(someText(random, 40))
      expect(words.replaceIn(text, '[...]')).toBe(text)
      expect(words.occurIn(text)).toBe(false)
    }
  })
})

describe('megabytes', () => {
  const fragments = Array.from({ length: 300 }, (_, place) =>
    `fragment number ${place} (a+)+ `.repeat(1 + place),
  )

  test.each([
    ['words', 'lorem ipsum dolor sit amet '],
    ['spaces', ' \t'],
    ['marks of quoting', '\n>>>>'],
    ['umlauts', 'äöü'],
    ['entities', '&amp;&nope;&'],
    ['open tags', '<a <b '],
    ['escapes', '\\"\\\\\\u00'],
    ['quoted-printable', '=C3=A9=\n= '],
    ['base64', 'QUJD'],
    ['quotes', '"\\'],
  ])('of %s are searched for 300 fragments', (_, unit) => {
    const text = unit.repeat(Math.ceil(1_500_000 / unit.length))
    const words = wordsOf(fragments)
    expect(words.replaceIn(text, '[...]') === text).toBe(true)
    expect(words.replaceIn(`${text}| ${fragments[200]!}`, '[...]').length).toBeLessThan(
      text.length + 10,
    )
  })
})
