import { jsonForm } from './json-form.ts'
import { textOf, type JsonTree } from './json-tree.ts'
import { changeElements } from './postgres-array.ts'

/** An array of Postgres without one value. */
export function removeFromArray(array: string, value: string): string {
  return changeElements(array, (element) => (element === value ? undefined : element))
}

/**
 * A list in JSON without one value, whether it stands there as a number or as a text; whatever else
 * JSON can say stays as it is. What is no JSON at all becomes an empty list: it may be any text.
 */
export function removeFromList(text: string, value: string, as: string | undefined): string {
  if (text.trim() === '') return text
  const { tree, write } = jsonForm(text, as)
  if (!tree || isValue(tree, value)) return write({ kind: 'list', items: [] })
  if (tree.kind !== 'list') return text
  const items = tree.items.filter((item) => !isValue(item, value))
  return items.length === tree.items.length ? text : write({ kind: 'list', items })
}

function isValue(item: JsonTree, value: string): boolean {
  if (item.kind === 'text') return textOf(item) === value
  return item.kind === 'other' && item.token === value
}
