import { readJsonTree, textOf, writeJsonTree, type JsonTree } from './json-tree.ts'

/** JSON as a column holds it: plainly, or in a JSON string that holds it. */
interface JsonForm {
  /** Undefined where it is no JSON. */
  readonly tree: JsonTree | undefined
  /** In the same form again. */
  readonly write: (tree: JsonTree) => string
}

/**
 * @param text undefined where the column is empty: then `json_in_json` is a string
 * @param as where it is `json_in_json`, strings are opened; rows that are no strings stay so
 */
export function jsonForm(text: string | undefined, as: string | undefined): JsonForm {
  if (as !== 'json_in_json') {
    return { tree: text === undefined ? undefined : readJsonTree(text), write: writeJsonTree }
  }
  const opened = text === undefined ? undefined : openStrings(text)
  const strings = opened?.strings ?? 1
  return { tree: opened?.tree, write: (tree) => closeStrings(writeJsonTree(tree), strings) }
}

interface Opened {
  readonly tree: JsonTree | undefined
  readonly strings: number
}

/** Some wrote it twice. What is no JSON at all gets the form that the map says. */
function openStrings(text: string): Opened {
  let strings = 0
  let tree = readJsonTree(text)
  while (tree?.kind === 'text') {
    strings += 1
    tree = readJsonTree(textOf(tree))
  }
  return { tree, strings: tree === undefined ? Math.max(strings, 1) : strings }
}

function closeStrings(text: string, strings: number): string {
  let closed = text
  for (let left = strings; left > 0; left -= 1) closed = JSON.stringify(closed)
  return closed
}
