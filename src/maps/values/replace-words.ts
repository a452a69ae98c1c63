import type { CatalogColumn } from '../catalog/catalog.ts'
import { editJson } from './edit-json.ts'
import { fitsLength } from './fits-length.ts'
import { OMISSION } from './omission.ts'
import { changeElements } from './postgres-array.ts'
import type { Words } from './words.ts'

type Column = Pick<CatalogColumn, 'base' | 'isArray' | 'length'>

/** What is there without the words: a text, the elements of an array, or all texts within JSON. */
export function replaceWords(old: string | null, column: Column, words: Words): string | null {
  if (old === null) return null
  if (!column.isArray) return replaceInOne(old, column, words)
  return changeElements(old, (element) => element && replaceInOne(element, column, words))
}

function replaceInOne(text: string, { base, length }: Column, words: Words): string | null {
  if (base === 'json' || base === 'jsonb') {
    const edit = { as: undefined, drop: undefined, set: undefined, replace: 'everywhere' } as const
    return editJson(text, edit, words)
  }
  const replaced = words.replaceIn(text, OMISSION)
  return fitsLength(replaced, length) ? replaced : cutTo(length ?? 0, replaced, words)
}

/** The omission may be longer than the words. Where the cut makes words out of others, they go, too. */
function cutTo(length: number, text: string, words: Words): string {
  const cut = Array.from(text).slice(0, length).join('')
  return words.occurIn(cut) ? OMISSION.slice(0, length) : cut
}
