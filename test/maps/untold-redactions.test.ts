import { expect, test } from 'vitest'
import { untoldRedactions } from '../../src/maps/check/untold-redactions.ts'
import { HELP_DESK_YAML, locatedMap } from './help-desk.ts'

test.for([
  ['{ body: null }', false],
  [`{ body: '' }`, false],
  ['{ body: { random: 16 } }', false],
  ['{ body: placeholder }', true],
  ['{ body: gone }', true],
  [`{ body: 'gone {id}' }`, true],
] as const)('%s tells a redacted message from an empty one: %s', ([redact, isTold]) => {
  const text = HELP_DESK_YAML.replace('redact: { body: placeholder }', `redact: ${redact}`)
  const found = untoldRedactions(locatedMap(text)).map(({ message, place }) => [place, message])
  const told = [expect.anything(), expect.stringContaining(`can't be told from an empty one`)]
  expect(found).toEqual(isTold ? [] : [told])
})
