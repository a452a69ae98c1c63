import { decodeHTMLStrict } from 'entities'

const ENTITY = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/g

/** What stands for a number that is no character's. */
const NO_CHARACTER = '\ufffd'

const ESCAPED = /(?:%[0-9a-fA-F]{2})+/g

/** What nobody sees, and what may stand within a word: soft hyphens and marks without width. */
const WIDTHLESS = /[\u00ad\u200b-\u200f\u2060\ufeff]/g

/**
 * A text as it is written and as it is read: its HTML entities and what links escape by `%` taken
 * for what they stand for. Tags within a word are left where they are.
 */
export function readingsOf(text: string): readonly string[] {
  const plain = text.includes('&') ? text.replace(ENTITY, characterOf) : text
  const linked = plain.includes('%') ? plain.replace(ESCAPED, unescaped) : plain
  const read = linked.replace(WIDTHLESS, '')
  return read === text ? [text] : [text, read]
}

function characterOf(entity: string): string {
  const character = decodeHTMLStrict(entity)
  return character === NO_CHARACTER ? entity : character
}

function unescaped(bytes: string): string {
  try {
    return decodeURIComponent(bytes)
  } catch {
    return bytes
  }
}
