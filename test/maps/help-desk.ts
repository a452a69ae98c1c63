import { expect } from 'vitest'
import { readOwnMap } from '../../src/maps/shipped-maps.ts'
import type { LocatedMap } from '../../src/maps/read/located-map.ts'
import type { ReadMap } from '../../src/maps/read/read-map.ts'
import { readDocument } from '../docs-table.ts'

const document = readDocument('docs/maps.md')

/** The example of the documents: its schema and its map. */
export const HELP_DESK_SQL = /```sql\n(.*?)```/s.exec(document)?.[1] ?? ''
export const HELP_DESK_YAML = /```yaml\n(.*?)```/s.exec(document)?.[1] ?? ''

/** The example with a change, which must be one. */
export function helpDeskWith(before: string | RegExp, after: string): string {
  const changed = HELP_DESK_YAML.replace(before, after)
  expect(changed, String(before)).not.toBe(HELP_DESK_YAML)
  return changed
}

export function readText(text: string): ReadMap {
  return readOwnMap({ file: 'help-desk.yaml', text })
}

export function locatedMap(text: string): LocatedMap {
  const read = readText(text)
  expect(read).toMatchObject({ ok: true })
  if (!read.ok) throw new Error('no map')
  return read
}

/** The line of the example that holds a text. */
export function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length
}
