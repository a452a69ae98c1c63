import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import type { Changes } from './changes.ts'
import type { CopyRows } from './count-copies.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { noteCopy } from './note-change.ts'
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
}

/** From parents to copies, and from these to theirs; what is of one depth is asked for together. */
export async function followCopies(
  trx: Trx,
  schema: MappedSchema,
  gathered: Gathered,
  level: ByName,
): Promise<void> {
  const copies = (schema.map.copies ?? []).filter((copy) => level.has(copy.of))
  const [, ...found] = await together([
    waitBriefly(trx),
    ...copies.map((copy) => rowsOf(trx, schema, copy, level.get(copy.of) ?? [])),
  ])
  const next = new Map<string, readonly Descendant[]>()
  for (const [at, copy] of copies.entries()) {
    const rows = await unusedAmong(
      trx,
      schema,
      { copy, changes: gathered.changes },
      found[at] ?? [],
    )
    for (const one of rows) noteCopy(schema, gathered.changes, copy, one)
    if (rows.length === 0) continue
    gathered.met.set(copy, rows)
    next.set(copy.name, rows)
  }
  if (next.size > 0) await followCopies(trx, schema, gathered, next)
}

function rowsOf(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly FoundRow[]> {
  if (copy.in !== undefined) return wordRows(trx, schema, copy, parents)
  if (copy.containing !== undefined) return rowsWithWords(trx, schema, copy, parents)
  return rowsByKey(trx, schema, copy, parents)
}
