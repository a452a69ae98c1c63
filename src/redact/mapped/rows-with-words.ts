import type { Trx } from '../../database/in-workspace.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { searchedColumns } from './columns-read.ts'
import { rowsByKey } from './rows-by-key.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant, FoundRow } from './root.ts'
import { soughtWords } from './sought-words.ts'

/**
 * Finds the rows of a copy by its key, and takes those that hold words of what led there. All that
 * is taken back in a conversation is looked for together: each row is read once for it.
 */
export async function rowsWithWords(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly FoundRow[]> {
  const looked = searchedColumns(copy)
  const byConversation = groupedBy(parents, ({ root }) => root.conversations.join('\0'))
  const found: FoundRow[] = []
  for (const some of byConversation.values()) {
    const words = soughtWords(copy, some)
    if (words.isEmpty) continue
    const once = new Map(some.toReversed().map((parent) => [parent.row.place, parent]))
    const rows = await rowsByKey(trx, schema, copy, [...once.values()])
    const holding = rows.filter(({ row }) =>
      looked.some((name) => words.occurIn(row.columns[name] ?? '')),
    )
    found.push(...holding.map((one) => ({ ...one, words })))
  }
  return found
}
