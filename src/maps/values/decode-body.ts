import { isUtf8 } from 'node:buffer'
import { quotedPrintableReading } from './quoted-printable.ts'
import { plainReading } from './reading.ts'

/** In what mails are sent, and some systems keep them so. */
export type BodyEncoding = 'base64' | 'quoted_printable'

/** A text that is encoded as a whole, as it reads. */
export function decodeBody(text: string, encoding: BodyEncoding | undefined): string {
  switch (encoding) {
    case undefined:
      return text
    case 'base64':
      return textOfBytes(Buffer.from(text, 'base64'))
    case 'quoted_printable':
      return quotedPrintableReading(plainReading(text))?.text ?? text
    default:
      return encoding satisfies never
  }
}

/** What is no UTF-8 is read as Latin 1, as mails without a word on it mean it. */
function textOfBytes(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
}
