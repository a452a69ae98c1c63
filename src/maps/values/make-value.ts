import { randomInt } from 'node:crypto'
import type { CatalogColumn } from '../catalog/catalog.ts'
import { valueKind } from '../check/value-kind.ts'
import type { MapValue } from '../format/value-format.ts'
import { BODY_PLACEHOLDERS } from './body-placeholders.ts'
import { editJson } from './edit-json.ts'
import { fillTemplate } from './fill-template.ts'
import { fitsLength } from './fits-length.ts'
import { rewriteHeaders } from './mail-headers.ts'
import { removeFromArray, removeFromList } from './remove-value.ts'
import { replaceWords } from './replace-words.ts'
import type { ValueMembers } from './value-members.ts'
import type { Words } from './words.ts'

export type BodyFormat = 'html' | 'markdown' | 'plain'

/** What a value is made of, as far as `needsOf` asks for it. */
export interface Making {
  /** The column that is written. */
  readonly column: Pick<CatalogColumn, 'base' | 'isArray' | 'length'>
  /** The row's own columns, as Postgres shows them. */
  readonly row: Readonly<Record<string, string | null>>
  /** Columns of the parent's row, as Postgres shows them. */
  readonly parent: Readonly<Record<string, string | null>>
  /** Of the row's body: what a bare `placeholder` is written in. */
  readonly format: BodyFormat
  /** What `replace` takes out. */
  readonly words?: Words
}

/**
 * What a map writes into a column. `old` and the result are texts as Postgres shows and reads them.
 *
 * @throws if the map asks for what it can't have here; `map check` would have said so. No message
 *   holds what stands in the row.
 */
export function makeValue(value: MapValue, old: string | null, making: Making): string | null {
  const kind = valueKind(value)
  switch (kind.kind) {
    case 'null':
      return null
    case 'literal':
      return asColumn(kind.value, making)
    case 'placeholder':
      return asColumn(BODY_PLACEHOLDERS[kind.format ?? making.format], making)
    case 'empty_object':
      return making.column.base === 'hstore' ? '' : '{}'
    case 'empty_list':
      return making.column.isArray ? '{}' : '[]'
    case 'template':
      return asColumn(filled(kind.text, making), making)
    case 'random':
      return asColumn(randomText(kind.length), making)
    case 'replace':
      return replaceWords(old, making.column, wordsFor(making))
    case 'remove':
    case 'edit':
      return makeOfMembers(value as ValueMembers, old, making)
    case 'now':
    case 'now_second':
    case 'now_ms':
      throw new Error('the time is written by the database')
    default:
      return kind satisfies never
  }
}

const isJson = ({ column }: Making) =>
  !column.isArray && (column.base === 'json' || column.base === 'jsonb')

/** Into JSON a text goes as a JSON string. */
function asColumn(value: string | number | boolean, making: Making): string {
  return isJson(making) ? JSON.stringify(value) : String(value)
}

/** Cut, it could collide with that of another row, and so it is refused. */
function filled(text: string, { row, parent, column: { length } }: Making): string {
  const named = Object.entries(parent).map(([name, value]) => [`parent.${name}`, value] as const)
  const made = fillTemplate(text, { ...row, ...Object.fromEntries(named) })
  if (fitsLength(made, length)) return made
  throw new Error(`a text with columns in it does not fit into ${length ?? 0} characters`)
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

function randomText(length: number): string {
  return Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
}

function wordsFor({ words }: Making): Words {
  if (!words) throw new Error('`replace` has no words to look for')
  return words
}

function makeOfMembers(members: ValueMembers, old: string | null, making: Making): string | null {
  const { as, set, drop, replace, keep = [] } = members
  if (members.remove !== undefined) return removed(members.remove, old, as, making)
  if (as === 'mail_headers') return rewriteHeaders(old, { keep, set: set ?? {} }, making.row)
  const words = replace && wordsFor(making)
  const made = editJson(old, { as, set, drop, replace }, words)
  // The omission may be longer than the words; cut JSON is none.
  if (made === null || fitsLength(made, making.column.length)) return made
  return as === 'json_in_json' ? JSON.stringify('{}') : '{}'
}

function removed(
  column: string,
  old: string | null,
  as: string | undefined,
  { column: { isArray }, parent }: Making,
): string | null {
  const value = parent[column]
  if (value === undefined) throw new Error(`the column ${column} of the parent was not read`)
  if (old === null || value === null) return old
  return isArray ? removeFromArray(old, value) : removeFromList(old, value, as)
}
