import { isUtf8 } from 'node:buffer'

/** What a whole text in base64 holds. */
interface Base64Body {
  readonly text: string
  /** In base64 again, with lines as long as they were. */
  encode(text: string): string
}

/** Shorter ones are words or ids. */
const SHORTEST = 16

/** Undefined where the text is no base64, or where what it holds is no text. */
export function base64Body(text: string): Base64Body | undefined {
  const body = text.trim()
  if (body.length < SHORTEST || !/^[A-Za-z\d+/\s]+={0,2}$/.test(body)) return undefined
  const lines = body.split(/\r?\n/)
  if (/[^\S\r\n]/.test(body) || !areEven(lines)) return undefined
  const bytes = Buffer.from(body, 'base64')
  const encoding = encodingOf(bytes)
  return (
    encoding && {
      text: bytes.toString(encoding),
      encode: (changed) => encodeLike(text, Buffer.from(changed, encoding)),
    }
  )
}

/** All of one width, but for the last, and in fours together. */
function areEven(lines: readonly string[]): boolean {
  const width = lines[0]?.length ?? 0
  const isEven = lines.every((line, place) =>
    place < lines.length - 1 ? line.length === width : line.length <= width,
  )
  return isEven && lines.reduce((sum, line) => sum + line.length, 0) % 4 === 0
}

/** Latin 1 gives every byte back as it was. In a picture words would be found by chance. */
function encodingOf(bytes: Buffer): 'utf8' | 'latin1' | undefined {
  if (/[\0-\x08\x0e-\x1f]/.test(bytes.toString('latin1'))) return undefined
  return isUtf8(bytes) ? 'utf8' : 'latin1'
}

function encodeLike(before: string, bytes: Buffer): string {
  const body = before.trim()
  const lineEnd = /\r?\n/.exec(body)?.[0]
  const width = lineEnd === undefined ? Infinity : body.indexOf(lineEnd)
  const start = before.indexOf(body)
  const encoded = bytes.toString('base64')
  const lines =
    lineEnd === undefined
      ? encoded
      : (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(lineEnd)
  return before.slice(0, start) + lines + before.slice(start + body.length)
}
