const WORD = String.raw`=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^?\s]*)\?=`

/** Words of headers that are encoded, several behind each other: blanks between them mean nothing. */
const RUN = new RegExp(`${WORD}(?:\\s+${WORD})*`, 'gi')

/** An encoded run of a header, and what it says. */
export interface EncodedRun {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** All runs of encoded words of a text, as they stand in headers and subjects of mails. */
export function encodedRuns(text: string): readonly EncodedRun[] {
  if (!text.includes('=?')) return []
  return [...text.matchAll(RUN)].map(({ 0: run, index }) => ({
    from: index,
    to: index + run.length,
    text: decodeRun(run),
  }))
}

/** One after another; a character may be cut in two by the end of a word. */
function decodeRun(run: string): string {
  const words = [...run.matchAll(new RegExp(WORD, 'gi'))]
  const bytes = words.map(([, , how = '', body = '']) =>
    how.toLowerCase() === 'b' ? Buffer.from(body, 'base64') : fromQ(body),
  )
  return decoded(Buffer.concat(bytes), words[0]?.[1] ?? 'utf-8')
}

function fromQ(body: string): Buffer {
  const latin = body
    .replaceAll('_', ' ')
    .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin, 'latin1')
}

function decoded(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

/** Bytes of a word that stays within the 75 characters that it may have. */
const MOST_BYTES = 45

/** A text as encoded words; one without anything to encode stays as it is. */
export function encodeRun(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const words: string[] = ['']
  for (const character of text) {
    const last = words.at(-1) ?? ''
    if (Buffer.byteLength(last + character) > MOST_BYTES) words.push(character)
    else words[words.length - 1] = last + character
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}
