import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { JOB_MOVES } from '../../src/jobs/job-moves.ts'

/** Where a job's state is changed. */
const PLACE = join('src', 'jobs', 'move-job.ts')

const files = ['src', 'workers']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith('.ts') && !path.startsWith(join('src', 'database', 'migrations')))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

const UPDATES = /\bupdate\s+(?:only\s+)?(?:unsaid\.)?"?job\b(?!_)|updateTable\('job'\)/gi
const INSERTS = /\binsert\s+into\s+(?:unsaid\.)?"?job\b(?!_)|insertInto\('job'\)/gi

/** The functions in which a pattern stands, by the nearest one that is declared before it. */
const functionsWith = (pattern: RegExp) =>
  files.flatMap(({ text }) =>
    [...text.matchAll(pattern)].map(({ index }) =>
      [...text.slice(0, index).matchAll(/function (\w+)/g)].map(([, name]) => name).at(-1),
    ),
  )

const inCode = Object.entries(JOB_MOVES).flatMap(([name, { from, to }]) => {
  const starts = from.length === 0 ? ['[*]'] : from
  return starts.flatMap((start) => to.map((end) => `${start} --> ${end}: ${name}`))
})

test('docs/jobs.md draws every way in which a job comes into a state, and no other', () => {
  const docs = readFileSync('docs/jobs.md', 'utf8')
  const drawings = [...docs.matchAll(/```mermaid\n(.*?)```/gs)].map(([, drawing]) => drawing!)
  const arrows = drawings.join('').match(/\S+ --> \S+: \S+/g)
  expect(arrows?.toSorted()).toEqual(inCode.toSorted())
})

test('docs/jobs.md tells who calls each of them', () => {
  const told = [...readFileSync('docs/jobs.md', 'utf8').matchAll(/^\| `([\w.]+)`/gm)]
  expect(told.map(([, name]) => name).toSorted()).toEqual(Object.keys(JOB_MOVES).toSorted())
})

test('the state of a job that is there is changed in one place', () => {
  const changing = files.filter(({ text }) => text.match(UPDATES)).map(({ path }) => path)
  expect(changing).toEqual([PLACE])
  expect(functionsWith(UPDATES)).toEqual(['endRedactions', 'move'])
})

test('a job is made by the functions that are drawn', () => {
  const making = Object.entries(JOB_MOVES).filter(([, { from }]) => from.length === 0)
  const own = making.map(([name]) => name).filter((name) => !name.startsWith('unsaid.'))
  expect(functionsWith(INSERTS).toSorted()).toEqual(own.toSorted())
})
