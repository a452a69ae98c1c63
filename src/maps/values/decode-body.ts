/** In what mails are sent, and some systems keep them so. */
export type BodyEncoding = 'base64' | 'quoted_printable'

/** A text that is encoded as a whole, as it reads. */
export function decodeBody(text: string, encoding: BodyEncoding | undefined): string {
  switch (encoding) {
    case undefined:
      return text
    case 'base64':
      return Buffer.from(text, 'base64').toString('utf8')
    case 'quoted_printable':
      return decodeQuotedPrintable(text)
    default:
      return encoding satisfies never
  }
}

/** A `=` at the end of a line continues it; of what is no encoding at all nothing is lost. */
function decodeQuotedPrintable(text: string): string {
  const joined = text.replace(/=[ \t]*\r?\n/g, '')
  return joined.replace(/(?:=[\dA-F]{2})+/gi, (encoded) =>
    Buffer.from(encoded.replaceAll('=', ''), 'hex').toString('utf8'),
  )
}
