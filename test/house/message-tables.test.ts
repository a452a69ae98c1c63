import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Where the store of our own tables is, and the tables themselves. */
const BEHIND_THE_SEAM = [
  join('src', 'redact', 'rows'),
  join('src', 'conversation'),
  join('src', 'look'),
  join('src', 'database'),
]

const NAMED =
  /\b(?:from|join|into|update|only)\s+"?(?:conversation|conversation_part|conversation_contact|contact)\b(?!\s*=)|(?:selectFrom|updateTable|insertInto|deleteFrom)\('(?:conversation|contact)/

const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)

/** Without comments, in which "from conversation to conversation" may be said. */
function namesTables(text: string): boolean {
  return NAMED.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))
}

test.for([
  ['select from conversation_part part where', true],
  ['update conversation set data', true],
  ["trx.selectFrom('contact')", true],
  ['select from contact_key', false],
  ['// out of the update conversation', false],
] as const)('that %s is seen: %s', ([text, isSeen]) => {
  expect(namesTables(text)).toBe(isSeen)
})

test('tables of messages and people are named behind the seam of the store alone', () => {
  const naming = sources.filter((path) => namesTables(readFileSync(path, 'utf8')))
  expect(naming.length).toBeGreaterThan(10)
  const outside = naming.filter((path) => !BEHIND_THE_SEAM.some((room) => path.startsWith(room)))
  expect(outside).toEqual([])
})
