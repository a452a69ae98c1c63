import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { coverageList, quotingMembers } from './coverage-list.ts'

const docs = readFileSync(new URL('../../docs/erasure.md', import.meta.url), 'utf8')

/** Line breaks fall where they fall. */
const bare = (text: string) => text.replaceAll(/\s+/g, ' ')

test('docs/erasure.md says of every place what stays, as the code has it', () => {
  expect(bare(docs)).toContain(bare(coverageList()))
})

test('and which members go with a single redaction', () => {
  expect(bare(docs)).toContain(bare(`quote messages (${quotingMembers()})`))
})
