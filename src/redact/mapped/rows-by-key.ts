import type { Trx } from '../../database/in-workspace.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { childRows } from './child-rows.ts'
import { isAfter } from './is-after.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { ofLatest } from './of-latest.ts'
import type { Descendant, FoundRow } from './root.ts'

/** Finds the rows of a copy from what it is of, by its key and its place in the conversation. */
export async function rowsByKey(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly FoundRow[]> {
  const meant = await ofLatest(trx, schema, copy, parents)
  const rows = await childRows(
    ...([trx, schema, copy] as const),
    meant.map(({ row }) => row),
    isAfter(schema, copy, meant),
  )
  const descendants = new Map(meant.map((one) => [one.row, one]))
  return rows.flatMap(({ row, parent }) => {
    const from = descendants.get(parent)
    return from ? [{ ...from, row, parent }] : []
  })
}
