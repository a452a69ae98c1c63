const ESCAPES = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g
const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const ROW_QUOTES = /""/g

/**
 * A text with the escapes of one level of JSON taken for what they stand for, wherever they are: no
 * JSON has to be around them, and a broken one is read as well. Arrays and rows of Postgres escape
 * in much the same way.
 */
export function unescapeJson(text: string): string {
  const plain = text.includes('""') ? text.replace(ROW_QUOTES, '"') : text
  if (!plain.includes('\\')) return plain
  return plain.replace(ESCAPES, (_, code?: string, letter?: string) =>
    code === undefined ? letterOf(letter ?? '') : String.fromCharCode(parseInt(code, 16)),
  )
}

const letterOf = (letter: string) => LETTERS[letter] ?? letter
