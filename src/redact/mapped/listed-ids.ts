import { readJsonTree, textOf, type JsonTree } from '../../maps/values/json-tree.ts'

/** What stands between ids where they are no JSON; `SPLIT` says the same to Postgres. */
const BETWEEN = /[\s,;|[\]{}"]+/
export const SPLIT = '[\\s,;|\\[\\]{}"]+'

/**
 * The ids in a list that is kept as a text, each as it is written there: 12 is not in [123], and a
 * number of JavaScript would take two long ids for one.
 */
export function listedIds(text: string): readonly string[] {
  const tree = readJsonTree(text)
  return tree === undefined || tree.kind === 'other' ? text.split(BETWEEN) : idsIn(tree)
}

function idsIn(tree: JsonTree): readonly string[] {
  switch (tree.kind) {
    case 'list':
      return tree.items.flatMap(idsIn)
    case 'object':
      return tree.members.flatMap(({ name, value }) => [name, ...idsIn(value)])
    case 'text': {
      const text = textOf(tree)
      return [text, ...(text.startsWith('[') ? listedIds(text) : [])]
    }
    case 'other':
      return [tree.token]
    default:
      return tree satisfies never
  }
}
