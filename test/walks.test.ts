import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'

const { roomOf } = (await import(pathToFileURL(resolve('.dependency-cruiser.mjs')).href)) as {
  readonly roomOf: (path: string) => string
}

const DOORS = ['http', 'queue']

const walks = readFileSync('docs/walks.md', 'utf8')
  .split('\n## ')
  .slice(1)
  .map((text) => ({
    title: text.split('\n')[0] ?? '',
    stops: [...text.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path),
    files: [...text.matchAll(/`((?:src|workers)\/[^`]+\.ts)`/g)].map(([, path = '']) => path),
  }))

/** Rooms in the order in which they are entered, from one door to the next. */
function waysOf(stops: readonly string[]): string[][] {
  const ways: string[][] = [[]]
  for (const room of stops.map(roomOf)) {
    const way = ways.at(-1) ?? []
    if (DOORS.includes(room)) ways.push([])
    else if (way.at(-1) !== room) way.push(room)
  }
  return ways
}

test('a room that is entered twice is seen', () => {
  const [way] = waysOf(['src/jobs/a.ts', 'src/jobs/b.ts', 'workers/c.ts', 'src/jobs/d.ts'])
  expect(way).toEqual(['jobs', 'workers', 'jobs'])
})

describe.each(walks)('$title', ({ stops, files }) => {
  test('leads through files that there are', () => {
    expect(stops.length).toBeGreaterThan(10)
    expect(files.filter((path) => !existsSync(path))).toEqual([])
  })

  test('enters no room twice between two doors', () => {
    const twice = waysOf(stops).filter((way) => new Set(way).size < way.length)
    expect(twice).toEqual([])
  })
})

test('the walks are as short as they were promised to be', () => {
  expect(walks.map(({ stops }) => stops.length <= 25)).toEqual([true, true])
  expect(walks[0]?.stops.length).toBeLessThanOrEqual(18)
})
