import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { docsTable } from './docs-table.ts'

const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)
const code = sources.map((path) => readFileSync(path, 'utf8')).join('\n')
const files = new Set(sources.map((path) => basename(path)))
const words = docsTable('docs/glossary.md', 'Word')

test('every word of the glossary is used', () => {
  expect(words.size).toBeGreaterThan(50)
  const unused = [...words.keys()].filter((word) => !new RegExp(`\\b${word}`, 'i').test(code))
  expect(unused).toEqual([])
})

test('every word is at home in a file that is there', () => {
  const homes = [...words].map(([word, [, file = '']]) => [word, file.replaceAll('`', '')] as const)
  expect(homes.filter(([, file]) => !files.has(file))).toEqual([])
})

test('the words are in order, each with a sentence', () => {
  const all = [...words.keys()]
  expect(all).toEqual(all.toSorted())
  expect([...words].filter(([, [means = '']]) => means.length < 10)).toEqual([])
})
