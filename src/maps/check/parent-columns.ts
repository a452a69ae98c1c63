import type { Row } from '../format/where-format.ts'

const NAMED = /\{([^{}]+)\}/g

/** The columns that a text names in braces. */
export function columnsInBraces(text: string): string[] {
  return [...text.matchAll(NAMED)].map(([, name = '']) => name)
}

const PARENT = 'parent.'

/** Of `parent.id` in braces, the column of what a row was found from. */
export function parentColumnIn(name: string): string | undefined {
  return name.startsWith(PARENT) ? name.slice(PARENT.length) : undefined
}

/** What a column is compared with: columns of the parent. */
export function parentColumns(link: Row[string]): string[] {
  if (Array.isArray(link)) return link.flatMap(columnsOf)
  return columnsOf(typeof link === 'string' ? link : link.has)
}

function columnsOf(text: string): string[] {
  const inBraces = columnsInBraces(text)
  return inBraces.length > 0 ? inBraces : [text]
}
