import type { Item } from './item.ts'
import { parseItem } from './parse-item.ts'

/** The items of a decoded JSON list; `line` is the index + 1. */
export function readJsonItems(list: readonly unknown[]): Item[] {
  return list.map((value, index) => parseItem(index + 1, value))
}
