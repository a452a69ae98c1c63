import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import { isTimeWord, type MapValue, type TimeWord } from '../../maps/format/value-format.ts'
import { makeValue, type BodyFormat } from '../../maps/values/make-value.ts'
import type { Words } from '../../maps/values/words.ts'
import { bodyFormatOf } from './body-format.ts'
import type { Changes, RowChange } from './changes.ts'
import type { MappedRow } from './mapped-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { FoundRow, Root } from './root.ts'

/** Notes what is written into the row of a message or a person itself. */
export function noteRoot(schema: MappedSchema, changes: Changes, root: Root): void {
  const { table, row, values, touch, format } = root
  write(schema, changes.of(table, row), { table, row, parent: row, values, touch, format })
}

/** Notes what becomes of a row of a copy. */
export function noteCopy(
  schema: MappedSchema,
  changes: Changes,
  copy: Copy,
  found: FoundRow,
): void {
  if (copy.do === 'report') return
  const change = changes.of(copy.table, found.row)
  if (copy.do === 'delete') {
    // What goes whoever uses it goes, though another copy would ask.
    const isAsked = copy.unless_used !== undefined && !(change.isDeleted && !change.unlessUsed)
    change.unlessUsed = isAsked ? changes.onceFor(schema.referrersOf(copy)) : undefined
    change.isDeleted = true
    return
  }
  const { row, parent, root, words } = found
  const { table, do: values, touch = {} } = copy
  const format = formatOf(schema, table, row, root)
  write(schema, change, { table, row, parent, values, touch, format, ...(words && { words }) })
}

function formatOf(schema: MappedSchema, table: string, row: MappedRow, root: Root): BodyFormat {
  for (const { body } of asList(schema.map.message)) {
    if (body.table === table && typeof body.format === 'object') {
      return bodyFormatOf({ body }, row)
    }
  }
  return root.format
}

interface Writing {
  readonly table: string
  readonly row: MappedRow
  readonly parent: MappedRow
  readonly values: Readonly<Record<string, MapValue>>
  readonly touch: Readonly<Record<string, TimeWord>>
  readonly format: BodyFormat
  readonly words?: Words
}

/** What was written by another part of the map already is what stands there. */
function write(schema: MappedSchema, change: RowChange, writing: Writing): void {
  const { table, row, parent, values, touch, format, words } = writing
  for (const [name, value] of Object.entries(values)) {
    if (isTimeWord(value)) {
      change.touched.set(name, value)
      continue
    }
    const stands = change.values.has(name) ? change.values.get(name) : row.columns[name]
    const made = makeValue(value, stands ?? null, {
      ...{ column: schema.column(table, name), row: row.columns, parent: parent.columns, format },
      ...(words && { words }),
    })
    change.values.set(name, made)
  }
  for (const [name, now] of Object.entries(touch)) change.touched.set(name, now)
}
