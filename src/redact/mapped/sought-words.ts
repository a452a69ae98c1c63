import { columnsInBraces } from '../../maps/check/parent-columns.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { BODY_PLACEHOLDERS } from '../../maps/values/body-placeholders.ts'
import { fillTemplate } from '../../maps/values/fill-template.ts'
import { wordsOf, type Words } from '../../maps/values/words.ts'
import type { Descendant } from './root.ts'

/** Letters of a body below which it is no quote: whoever says "thank you", too, quotes nobody. */
const SHORTEST_QUOTE = 12

/**
 * The words of rows that a copy is searched for: the message's own, however far away it is, and what
 * stands in columns of the rows themselves.
 */
export function soughtWords(copy: Copy, rows: readonly Descendant[]): Words {
  const fragments = new Set(rows.flatMap((row) => fragmentsOf(copy, row)))
  return wordsOf([...fragments].filter((one) => !isPlaceholder(one)))
}

/** The other system may write the same in place of what it deletes: these are nobody's words. */
function isPlaceholder(text: string): boolean {
  const words = text.replaceAll(/<[^>]*>|[*_]/g, '').trim()
  return words.replace(/[.!]$/, '').toLowerCase() === BODY_PLACEHOLDERS.plain.toLowerCase()
}

function fragmentsOf({ containing = [] }: Copy, { row, root }: Descendant): string[] {
  return containing.flatMap((word) => {
    if (word === 'body') return root.bodies.filter((one) => one.trim().length >= SHORTEST_QUOTE)
    const named = columnsInBraces(word)
    if (named.length === 0) return row.columns[word] ?? []
    if (named.some((name) => !row.columns[name])) return []
    return fillTemplate(word, row.columns)
  })
}
