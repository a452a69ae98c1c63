import type { Catalog } from '../../maps/catalog/catalog.ts'
import type { RowChange } from './changes.ts'

/**
 * The order in which rows of tables can be deleted: who refers to others goes before them, and what
 * goes only if nobody uses it after its users. Tables that refer to each other keep their order.
 */
export function deletionOrder(
  { tables }: Catalog,
  names: readonly string[],
  deleted: ReadonlyMap<string, readonly RowChange[]>,
): readonly string[] {
  const usersOf = (name: string) =>
    (deleted.get(name) ?? []).flatMap(({ unlessUsed }) => unlessUsed?.tables ?? [])
  const refersTo = (name: string) =>
    (tables.find((table) => table.name === name)?.foreignKeys ?? []).map((key) => key.table)
  const before = (name: string) =>
    names.filter(
      (other) =>
        other !== name && (refersTo(other).includes(name) || usersOf(name).includes(other)),
    )
  const ordered: string[] = []
  const visiting = new Set<string>()
  function visit(name: string): void {
    if (visiting.has(name)) return
    visiting.add(name)
    for (const other of before(name)) visit(other)
    ordered.push(name)
  }
  for (const name of names) visit(name)
  return ordered
}
