import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import { expect, test } from 'vitest'

/** What is the concept? These say nothing. */
const EMPTY_NAMES = new Set([
  'common',
  'helper',
  'helpers',
  'misc',
  'services',
  'shared',
  'types',
  'util',
  'utils',
])
const LONGEST_FILE = 200

function entriesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  )
}

const sources = (folder: string) => entriesOf(folder).filter((path) => path.endsWith('.ts'))
const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n')

test('every folder and file is named after what it holds', () => {
  const entries = ['src', 'workers', 'test', 'bench'].flatMap(entriesOf)
  const nameless = entries.filter((path) =>
    EMPTY_NAMES.has(basename(path).split('.')[0]!.toLowerCase()),
  )
  expect(entries).not.toEqual([])
  expect(nameless).toEqual([])
})

test(`a file of more than ${LONGEST_FILE} lines says why in its first line`, () => {
  const files = [...sources('src'), ...sources('workers')]
  const unexplained = files.filter((path) => {
    const [first, ...others] = linesOf(path)
    return others.length >= LONGEST_FILE && !/^\/[/*].*\w/.test(first!)
  })
  expect(files).not.toEqual([])
  expect(unexplained).toEqual([])
})

test('no tracked file names a place on this machine', (ctx) => {
  const listing = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  const tracked =
    listing.status === 0 ? listing.stdout.split('\0').filter((path) => path !== '') : []
  if (tracked.length === 0) ctx.skip('git tracks nothing here')

  const naming = tracked.filter(
    (path) => path !== 'package-lock.json' && namesPlace(contentOf(path)),
  )
  expect(naming).toEqual([])
})

/** A folder that every machine has gives nothing away. */
const places = [dirname(process.cwd()), homedir()].filter(
  (place) => place !== sep && place !== tmpdir(),
)

function namesPlace(text: string): boolean {
  return places.some((place) => startsAPath(text, `${place}${sep}`))
}

/** `/data/` is named by `cd /data/app`, not by `src/data/queue.ts`. */
function startsAPath(text: string, place: string): boolean {
  const places = text.split(place).slice(0, -1)
  return places.some((before) => !/[\w.~-]$/.test(before))
}

/** A file removed from disk may still be tracked. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Every migration has its `up`, every process its `main.ts`. */
const OF_MANY = new Set(['up', 'main.ts'])

test('no two files, and no two things that files export, have one name', () => {
  const files = [...sources('src'), ...sources('workers')]
  const exported = files.flatMap((path) => exportsOf(path))
  expect(exported.length).toBeGreaterThan(files.length)
  expect(twice(files.map((path) => basename(path)))).toEqual([])
  expect(twice(exported)).toEqual([])
})

function exportsOf(path: string): string[] {
  const named = /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm
  // A type may have the name of what makes its values.
  return [...new Set([...readFileSync(path, 'utf8').matchAll(named)].map(([, name = '']) => name))]
}

const twice = (names: readonly string[]) =>
  names.filter((name, at) => names.indexOf(name) !== at && !OF_MANY.has(name)).sort()
