import { bytesAsTexts } from './bytes-as-texts.ts'

const SOFT_BREAK = /=[ \t]*\r?\n/g
const BYTES = /(?:=[0-9a-fA-F]{2})+/g
/** A word of a mail's header, `=?utf-8?Q?…?=`; what is between two of them is nothing. */
const HEADER_WORD = /=\?[\w-]+\?([bq])\?([^?\s]*)\?=(?:\s+(?==\?))?/gi

/** Quoted-printable as it is read: lines that were broken joined, bytes as what they stand for. */
export function unquotePrintable(text: string): string {
  return text.includes('=') ? text.replace(SOFT_BREAK, '').replace(BYTES, unquoted) : text
}

/** A header of a mail as it is read. */
export function readHeaderWords(text: string): string {
  if (!text.includes('=?')) return text
  return text.replace(HEADER_WORD, (_, how: string, word: string) =>
    how.toLowerCase() === 'b'
      ? textOf(Buffer.from(word, 'base64'))
      : unquotePrintable(word.replaceAll('_', ' ')),
  )
}

function unquoted(escapes: string): string {
  return textOf(Buffer.from(escapes.replaceAll('=', ''), 'hex'))
}

/** The last is Latin-1 where the bytes are not UTF-8. */
function textOf(bytes: Buffer): string {
  return bytesAsTexts(bytes).at(-1) ?? ''
}
