import { isTimeWord, type MapValue, type TimeWord } from '../format/value-format.ts'
import { columnsInBraces, parentColumnIn } from './parent-columns.ts'

/** What sort of value a map writes: each has columns that it fits into. */
export type ValueKind =
  | { readonly kind: 'null' | 'replace' | TimeWord | 'empty_object' | 'empty_list' }
  | { readonly kind: 'placeholder'; readonly format: 'html' | 'markdown' | 'plain' | undefined }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | {
      readonly kind: 'template'
      readonly text: string
      /** Columns of the row itself, and of what the row was found from. */
      readonly columns: readonly string[]
      readonly parents: readonly string[]
    }
  | { readonly kind: 'random'; readonly length: number }
  | { readonly kind: 'remove'; readonly as: string | undefined }
  | { readonly kind: 'edit'; readonly as: string | undefined }

export function valueKind(value: MapValue): ValueKind {
  if (value === null) return { kind: 'null' }
  if (typeof value === 'string') return wordOrText(value)
  if (typeof value !== 'object') return { kind: 'literal', value }
  if (Array.isArray(value)) return { kind: 'empty_list' }
  if (Object.keys(value).length === 0) return { kind: 'empty_object' }
  if (value.literal === null) return { kind: 'null' }
  if (value.literal !== undefined) return { kind: 'literal', value: value.literal }
  if (value.placeholder !== undefined) return { kind: 'placeholder', format: value.placeholder }
  if (value.random !== undefined) return { kind: 'random', length: value.random }
  return { kind: value.remove === undefined ? 'edit' : 'remove', as: value.as }
}

function wordOrText(text: string): ValueKind {
  if (text === 'placeholder') return { kind: 'placeholder', format: undefined }
  if (text === 'replace' || isTimeWord(text)) return { kind: text }
  const named = columnsInBraces(text)
  if (named.length === 0) return { kind: 'literal', value: text }
  const parents = named.flatMap((one) => parentColumnIn(one) ?? [])
  return { kind: 'template', text, parents, columns: named.filter((one) => !parentColumnIn(one)) }
}
