import { expect, test } from 'vitest'
import type { MapValue } from '../../../src/maps/format/value-format.ts'
import { makeValue, type Making } from '../../../src/maps/values/make-value.ts'
import { needsOf } from '../../../src/maps/values/value-needs.ts'

const nothing = { old: false, columns: [], parent: [], perRow: false }

const VALUES: readonly (readonly [MapValue, object])[] = [
  [null, nothing],
  ['', nothing],
  [7, nothing],
  [{ literal: 'now' }, nothing],
  ['placeholder', nothing],
  [{ placeholder: 'html' }, nothing],
  [{}, nothing],
  [[], nothing],
  ['now', nothing],
  [{ random: 32 }, { ...nothing, perRow: true }],
  ['{id}-{name}-{id}', { ...nothing, columns: ['id', 'name'], perRow: true }],
  [{ remove: 'id' }, { old: true, columns: [], parent: ['id'], perRow: true }],
  ['replace', { ...nothing, old: true, perRow: true }],
  [{ replace: ['a'] }, { ...nothing, old: true, perRow: true }],
  [
    { drop: ['a'], set: { b: 1 } },
    { ...nothing, old: true, perRow: true },
  ],
  [{ set: { a: 1 } }, nothing],
  [{ as: 'json_text', set: { a: 1 } }, nothing],
  [
    { as: 'json_in_json', set: { a: 1 } },
    { ...nothing, old: true, perRow: true },
  ],
  [
    { as: 'mail_headers', keep: ['To'] },
    { ...nothing, old: true, perRow: true },
  ],
  [{ as: 'mail_headers', keep: [], set: { A: 'b' } }, nothing],
  [
    { as: 'mail_headers', set: { A: '{b}', C: 1 } },
    { old: false, columns: ['b'], parent: [], perRow: true },
  ],
]

test.each(VALUES)('of %j', (value, needs) => {
  expect(needsOf(value)).toEqual(needs)
})

test('what is not asked for makes no difference', () => {
  for (const [value] of VALUES.filter(([one]) => one !== 'now' && !needsOf(one).perRow)) {
    for (const base of ['text', 'jsonb']) {
      const making: Making = {
        column: { base, isArray: false, length: null },
        ...{ row: {}, parent: {}, format: 'markdown' },
      }
      const made = makeValue(value, null, making)
      for (const old of ['', 'no JSON', '{"a":"b"}', '"{}"', 'To: me\n']) {
        expect(makeValue(value, old, { ...making, row: { id: '1' } })).toBe(made)
      }
    }
  }
})
