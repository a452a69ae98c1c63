import { describe, expect, test } from 'vitest'
import { readShippedMap } from '../../src/maps/shipped-maps.ts'
import { readDocument } from '../docs-table.ts'
import { pageRows, pageSentences, readWhole } from './map-pages.ts'

/** Runs of spaces make no difference; a table is aligned, and text is wrapped. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ')

describe.each(['chatwoot', 'mattermost', 'zulip'])('docs/maps/%s.md', (name) => {
  const page = readDocument(`docs/maps/${name}.md`)
  const read = readShippedMap(name)
  if (!read?.ok) throw new Error('no map')
  const { map } = read

  test('has a row for whatever the map takes back, and no other', () => {
    const rows = page
      .split('\n')
      .filter((line) => /^\| (?:`[a-z_]+`|contact|agent|message)/.test(line))
      .map((line) => line.split('|').slice(1, -1).map(plain))
      .map((cells) => cells.map((cell) => cell.trim()))
      .filter((cells) => cells.length === 4)
    expect(rows).toEqual(pageRows(map))
  })

  test('says what stays and what is out of reach in the words of the map', () => {
    const said = plain(page)
    expect(pageSentences(map).filter((one) => !said.includes(plain(one)))).toEqual([])
  })

  test('names the tables that are read whole', () => {
    const costs = plain(page.split('\n## Costs\n')[1]?.split('\n## ')[0] ?? '')
    expect(readWhole(map).length).toBeGreaterThan(0)
    expect(readWhole(map).filter((table) => !costs.includes(`\`${table}\``))).toEqual([])
  })

  test('is linked from docs/maps.md', () => {
    expect(readDocument('docs/maps.md')).toContain(`](maps/${name}.md)`)
  })
})
