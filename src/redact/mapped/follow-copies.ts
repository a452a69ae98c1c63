import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import type { Changes } from './changes.ts'
import type { CopyRows } from './count-copies.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { noteCopy } from './note-change.ts'
import type { Ahead } from './pass-ahead.ts'
import type { Descendant, FoundRow } from './root.ts'
import { rowsByKey } from './rows-by-key.ts'
import { rowsWithWords } from './rows-with-words.ts'
import { unusedAmong } from './unused-among.ts'
import { waitBriefly } from './wait-briefly.ts'
import { wordRows } from './word-rows.ts'

/** What messages, people or rows of copies there are, by what copies of them say they are of. */
type ByName = ReadonlyMap<string, readonly Descendant[]>

interface Gathered {
  readonly changes: Changes
  readonly met: CopyRows
  /** Of a chunk of a job. */
  readonly ahead?: Ahead | undefined
}

/** Rows of a copy that somebody uses still, who may go as well. */
interface Waiting {
  readonly copy: Copy
  readonly rows: readonly FoundRow[]
}

/**
 * From parents to copies, and from these to theirs. What others use is asked for again when all
 * that goes is known, until nothing more of it goes.
 */
export async function followCopies(
  trx: Trx,
  schema: MappedSchema,
  gathered: Gathered,
  level: ByName,
): Promise<void> {
  let waiting = await followLevel(trx, schema, gathered, level)
  for (;;) {
    const { next, used } = await noteUnused(trx, schema, gathered, waiting)
    if (next.size === 0) return
    waiting = [...used, ...(await followLevel(trx, schema, gathered, next))]
  }
}

/** What is of one depth is asked for together. @returns what is used by somebody, as it seems */
async function followLevel(
  trx: Trx,
  schema: MappedSchema,
  gathered: Gathered,
  level: ByName,
): Promise<readonly Waiting[]> {
  const copies = (schema.map.copies ?? []).filter((copy) => level.has(copy.of))
  const [, ...found] = await together([
    waitBriefly(trx),
    ...copies.map((copy) => rowsOf(trx, schema, copy, level.get(copy.of) ?? [], gathered.ahead)),
  ])
  const all = copies.map((copy, at) => ({ copy, rows: found[at] ?? [] }))
  const { next, used } = await noteUnused(trx, schema, gathered, all)
  return next.size === 0 ? used : [...used, ...(await followLevel(trx, schema, gathered, next))]
}

async function noteUnused(
  trx: Trx,
  schema: MappedSchema,
  { changes, met }: Gathered,
  all: readonly Waiting[],
): Promise<{ next: ByName; used: readonly Waiting[] }> {
  const next = new Map<string, readonly Descendant[]>()
  const used: Waiting[] = []
  for (const { copy, rows } of all) {
    const unused = await unusedAmong(trx, schema, { copy, changes }, rows)
    for (const one of unused) noteCopy(schema, changes, copy, one)
    const goes = new Set(unused)
    const left = rows.filter((row) => !goes.has(row))
    if (left.length > 0) used.push({ copy, rows: left })
    if (unused.length === 0) continue
    met.set(copy, [...(met.get(copy) ?? []), ...unused])
    next.set(copy.name, unused)
  }
  return { next, used }
}

function rowsOf(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
  ahead: Ahead | undefined,
): Promise<readonly FoundRow[]> {
  if (copy.in !== undefined) return wordRows(trx, schema, copy, parents, ahead)
  if (copy.containing !== undefined) return rowsWithWords(trx, schema, copy, parents)
  return rowsByKey(trx, schema, copy, parents)
}
