import { editTree } from './edit-tree.ts'
import { jsonForm } from './json-form.ts'
import type { JsonTree } from './json-tree.ts'
import { OMISSION } from './omission.ts'
import type { Words } from './words.ts'

/** As the map says it: `{ drop, set, replace }`, and how the column holds its JSON. */
interface JsonEdit {
  readonly as: string | undefined
  readonly drop: readonly string[] | undefined
  readonly set: Readonly<Record<string, unknown>> | undefined
  readonly replace: readonly string[] | 'everywhere' | undefined
}

/** Whether nothing of what is there stays, so that it needn't be looked at. */
export function isSetAlone({ set, drop, replace }: Partial<JsonEdit>): boolean {
  return set !== undefined && drop === undefined && replace === undefined
}

/**
 * A column's JSON, edited. What ought to be JSON and is none may be any text, so it goes as a whole
 * and `{}` stands there: null would be refused where the column is NOT NULL. It may stay where it
 * was only to lose words that it doesn't have.
 */
export function editJson(old: string | null, edit: JsonEdit, words: Words | undefined) {
  const isBlank = old === null || old.trim() === ''
  if (isBlank && edit.set === undefined) return old
  const { tree, write } = jsonForm(isBlank ? undefined : old, edit.as)
  if (!tree && old !== null && hasNothingToLose(old, edit, words)) return old
  const made = write(edited(tree, edit, words))
  // Where nothing is changed, not even the spaces are.
  return tree && made === write(tree) ? old : made
}

/** A text where an object was meant has no paths, and loses the words all the same. */
function edited(tree: JsonTree | undefined, edit: JsonEdit, words: Words | undefined): JsonTree {
  const { drop = [], replace = [], set = {} } = edit
  return editTree(tree && !isSetAlone(edit) ? tree : EMPTY, {
    drop,
    rewrite: tree?.kind === 'text' && replace.length > 0 ? 'everywhere' : replace,
    rewriteText: (text) => words?.replaceIn(text, OMISSION) ?? text,
    set,
  })
}

const EMPTY: JsonTree = { kind: 'object', members: [] }

function hasNothingToLose(old: string, edit: JsonEdit, words: Words | undefined): boolean {
  const isOnlyReplaced = edit.drop === undefined && edit.set === undefined
  return isOnlyReplaced && words !== undefined && !words.occurIn(old)
}
