import { groupedBy } from '../../grouped-by.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { MapValue } from '../../maps/format/value-format.ts'
import { makeValue, type BodyFormat } from '../../maps/values/make-value.ts'
import type { Words } from '../../maps/values/words.ts'
import { bodyFormatOf } from './body-format.ts'
import { newChanges, type Changes, type RowChange } from './changes.ts'
import { countCopies, type CopyRows } from './count-copies.ts'
import { NO_COPIES, type CopyCounts } from '../copy-counts.ts'
import { childRows } from './child-rows.ts'
import { ofLatest } from './of-latest.ts'
import type { MappedRow } from './mapped-row.ts'
import type { Descendant, FoundRow, Root } from './root.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { wordRows } from './word-rows.ts'
import { writeChanges } from './write-changes.ts'

/**
 * Takes away what a map says of these rows: their own columns, and every copy that keys or words
 * lead to, in the caller's transaction.
 *
 * @returns what became of the copies
 * @throws ConflictError when a row is not where it was found; then nothing of this may be kept
 */
export async function takeAway(
  trx: Trx,
  schema: MappedSchema,
  roots: readonly Root[],
): Promise<CopyCounts> {
  if (roots.length === 0) return NO_COPIES
  const changes = newChanges()
  for (const root of roots) {
    write(schema, changes.of(root.table, root.row.place), {
      ...{ table: root.table, row: root.row, parent: root.row, values: root.values },
      ...{ touch: root.touch, format: root.format },
    })
  }
  const met: CopyRows = new Map()
  await followCopies(trx, schema, { changes, met }, rootsByName(roots))
  const left = await writeChanges(trx, schema, changes)
  return countCopies(met, left)
}

type ByName = ReadonlyMap<string, readonly Descendant[]>

function rootsByName(roots: readonly Root[]): ByName {
  const named = roots.flatMap((root) => root.names.map((name) => ({ name, row: root.row, root })))
  return groupedBy(named, ({ name }) => name)
}

interface Gathered {
  readonly changes: Changes
  readonly met: CopyRows
}

/** From parents to copies, and from these to theirs; what is of one depth is asked for together. */
async function followCopies(
  trx: Trx,
  schema: MappedSchema,
  gathered: Gathered,
  level: ByName,
): Promise<void> {
  const copies = (schema.map.copies ?? []).filter(
    (copy) => level.has(copy.of) && schema.has(copy.table),
  )
  const found = await together(
    copies.map(async (copy) => rowsOf(trx, schema, copy, level.get(copy.of) ?? [])),
  )
  const next = new Map<string, Descendant[]>()
  for (const [at, copy] of copies.entries()) {
    const rows = found[at] ?? []
    for (const one of rows) note(schema, gathered.changes, copy, one)
    if (rows.length > 0) gathered.met.set(copy, rows)
    if (rows.length > 0)
      next.set(
        copy.name,
        rows.map(({ row, root }) => ({ row, root })),
      )
  }
  if (next.size > 0) await followCopies(trx, schema, gathered, next)
}

async function rowsOf(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly FoundRow[]> {
  if (copy.in !== undefined) return wordRows(trx, schema, copy, parents)
  const meant = await ofLatest(trx, schema, copy, parents)
  const rows = await childRows(
    trx,
    schema,
    copy,
    meant.map(({ row }) => row),
  )
  const rootOf = new Map(meant.map(({ row, root }) => [row, root]))
  return rows.flatMap(({ row, parent }) => {
    const root = rootOf.get(parent)
    return root ? [{ row, parent, root }] : []
  })
}

function note(schema: MappedSchema, changes: Changes, copy: Copy, found: FoundRow): void {
  if (copy.do === 'report') return
  const change = changes.of(copy.table, found.row.place)
  if (copy.do === 'delete') {
    change.isDeleted = true
    change.unlessUsed = usedBy(changes, copy)
    return
  }
  const { row, parent, root, words } = found
  const { table, do: values, touch = {} } = copy
  const format = formatOf(schema, table, row, root)
  write(schema, change, { table, row, parent, values, touch, format, ...(words && { words }) })
}

/** Who uses a row refers to it by a column of the name that the parent has. */
function usedBy(changes: Changes, { by, unless_used: used }: Copy): RowChange['unlessUsed'] {
  const tables = asList(used)
  const [[own, column] = ['', '']] = Object.entries(by ?? {})
  if (tables.length === 0 || typeof column !== 'string') return undefined
  return changes.onceFor({ own, column, tables })
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
  readonly touch: Readonly<Record<string, 'now' | 'now_ms'>>
  readonly format: BodyFormat
  readonly words?: Words
}

/** What was written by another part of the map already is what stands there. */
function write(schema: MappedSchema, change: RowChange, writing: Writing): void {
  const { table, row, parent, values, touch, format, words } = writing
  for (const [name, value] of Object.entries(values)) {
    const stands = change.values.has(name) ? change.values.get(name) : row.columns[name]
    const made = makeValue(value, stands ?? null, {
      ...{ column: schema.column(table, name), row: row.columns, parent: parent.columns, format },
      ...(words && { words }),
    })
    change.values.set(name, made)
  }
  for (const [name, now] of Object.entries(touch)) change.touched.set(name, now)
}
