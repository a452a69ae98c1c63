import { describe, expect, test } from 'vitest'
import { contactKey } from '../../src/conversation/contact-key.ts'
import { addressesIn } from '../../src/look/addresses-in.ts'
import { nameKey } from '../../src/look/name-key.ts'
import { nameWords } from '../../src/look/name-words.ts'
import { readingsOf } from '../../src/look/readings-of.ts'
import { recognise } from '../../src/look/recognise.ts'
import { PEPPER } from '../erasure/pepper.ts'

const WORKSPACE = 'default'
const recogniseIn = recognise(
  {
    contacts: ['c1'],
    emails: [contactKey(PEPPER, WORKSPACE, 'email', "orla.o'brannick@example.org")!],
    externalIds: ['crm-77', 'crm-shared'].map((id) =>
      contactKey(PEPPER, WORKSPACE, 'external_id', id)!,
    ),
    names: nameWords("Orla O'Brannick Müller Lee 田中太郎 Łódź").map((word) =>
      nameKey(PEPPER, WORKSPACE, word),
    ),
    shared: [contactKey(PEPPER, WORKSPACE, 'external_id', 'crm-shared')!],
    keeps: [],
  },
  WORKSPACE,
  PEPPER,
)

describe('an address is recognised', () => {
  test.for([
    "orla.o'brannick@example.org",
    "ORLA.O'Brannick@Example.ORG",
    " orla.o'brannick@example.org ",
    "Write to orla.o'brannick@example.org.",
    "<orla.o'brannick@example.org>, and others",
    '<a href="mailto:orla.o\'brannick@example.org?subject=x">mail</a>',
    '<a href="mailto:orla.o%27brannick%40example.org">mail</a>',
    'https://crm.example.com/?to=orla.o%27brannick%40example.org&x=1',
    "https://crm.example.com/?to=orla.o'brannick@example.org&x=1",
    'orla.o&#39;brannick&#64;example.org',
    'orla.o&#x27;brannick&commat;example.org',
    `{"email":"orla.o'brannick@example.org"}`,
    `*orla.o'brannick@example.org*`,
    `${'x'.repeat(5_000)} orla.o'brannick@example.org`,
  ])('in %s', (text) => {
    expect(recogniseIn(text)).toBe('key')
  })

  test.for([
    "orla.o'brannick@example.org.uk",
    "xorla.o'brannick@example.org",
    "another.orla.o'brannick@example.org",
    'orla@example.org',
    '@example.org',
    'someone@',
  ])('but not in %s', (text) => {
    expect(recogniseIn(text)).not.toBe('key')
  })

  test('where many signs would make an address, in no time that counts', () => {
    expect(addressesIn('@'.repeat(100_000))).toEqual([])
    expect(addressesIn(`${'a'.repeat(1_000_000)}@b`)).toEqual([`${'a'.repeat(64)}@b`])
  })
})

test('an external id is recognised as a whole text, and in no other', () => {
  expect(recogniseIn('crm-77')).toBe('key')
  expect(recogniseIn('CRM-77')).toBeUndefined()
  expect(recogniseIn('crm-shared')).toBe('shared')
  expect(recogniseIn('as crm-77 said')).toBeUndefined()
})

describe('a name', () => {
  test.for(['Brannick', 'BRANNICK wrote', "Mr. O'Brannick's", 'orla_brannick', 'Orla', 'MÜLLER'])(
    'is recognised in %s',
    (text) => {
      expect(recogniseIn(text)).toBe('name')
    },
  )

  test.for([
    'm&uuml;ller',
    'M%C3%BCller',
    'Mu\u0308ller',
    'M&#252;ller',
    '田中太郎',
    'Bran&shy;nick',
    'Bran&#173;nick',
    'Bran\u00adnick',
    '&Lstrok;&oacute;d&zacute;',
  ])('is recognised however it is written: %s', (text) => {
    expect(recogniseIn(text)).toBe('name')
  })

  test.for(['Brannicks', 'McBrannick', 'brannick7', 'Orlando', 'Lee', 'leeward', 'muller', ''])(
    'is not recognised in %s: another word, or one of three letters',
    (text) => {
      expect(recogniseIn(text)).toBeUndefined()
    },
  )

  test('gives words of four letters and more, in one spelling', () => {
    expect(nameWords('Ada LOVELACE-Byron, 4th Duke of 12345')).toEqual([
      ...['lovelace', 'byron', 'duke'],
    ])
  })
})

test('what links and HTML escape is read as it is meant, and what they do not is left', () => {
  expect(readingsOf('plain')).toEqual(['plain'])
  expect(readingsOf('100% &nosuch; &#0; &#1114112; %zz %ff')).toHaveLength(1)
  expect(readingsOf('a&amp;b%20c')).toEqual(['a&amp;b%20c', 'a&b c'])
})

test('nobody is recognised of whom nothing is known', () => {
  const nobody = { contacts: ['c1'], emails: [], externalIds: [], names: [], shared: [], keeps: [] }
  expect(recognise(nobody, WORKSPACE, PEPPER)('Orla orla@example.org')).toBeUndefined()
})
