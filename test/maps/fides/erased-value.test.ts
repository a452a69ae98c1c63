import { expect, test } from 'vitest'
import { draftOf, fidesWith, notesOf } from './fides-help-desk.ts'

const override = (strategy: string, configuration: object) =>
  `length: 20, masking_strategy_override: ${JSON.stringify({ strategy, configuration })} }`

test.each([
  ['null_rewrite', {}, null],
  ['string_rewrite', { rewrite_value: 'gone' }, 'gone'],
  ['string_rewrite', { rewrite_value: 'a', format_preservation: { suffix: '-b' } }, 'a-b'],
  ['string_rewrite', { rewrite_value: 'now' }, { literal: 'now' }],
  ['random_string_rewrite', { length: 12 }, { random: 12 }],
  ['random_string_rewrite', { length: 200 }, { random: 64 }],
  ['hash', { algorithm: 'SHA-512' }, null],
] as const)('%s with %j writes %j', (strategy, configuration, value) => {
  const { map } = draftOf(fidesWith(['length: 20 }', override(strategy, configuration)]))
  expect(map.contact).toMatchObject({ erase: { phone: value } })
})

test('a hash is no erasure, and what Fides preserves or may not write is left: both are told', () => {
  const hashed = draftOf(fidesWith(['length: 20 }', override('hash', {})]))
  expect(notesOf(hashed)).toContainEqual(
    expect.stringMatching(/^customers\.phone hash of Fides makes of it what still tells/),
  )
  for (const [given, note] of [
    [override('preserve', {}), 'customers.phone is preserved by Fides'],
    ['read_only: yes }', 'customers.phone is read-only for Fides'],
  ] as const) {
    const draft = draftOf(fidesWith(['length: 20 }', given]))
    expect(draft.map.contact).not.toHaveProperty('erase.phone')
    expect(notesOf(draft)).toContainEqual(expect.stringContaining(note))
  }
})

test('a text with the id goes only where it fits', () => {
  const { map } = draftOf(fidesWith(['length: 80', 'length: 30']))
  expect(map.contact).toMatchObject({ erase: { full_name: null } })
})
