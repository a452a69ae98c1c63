import { rereading, type Reading } from './reading.ts'

const SOFT = '(?:=[ \\t]*\\r?\\n)?'
const NEXT = `${SOFT}=[89AB][\\dA-F]`

/** The bytes of one character of UTF-8, which some cut by a soft line break, a single byte, or such a break. */
const ENCODED = new RegExp(
  `=[CD][\\dA-F]${NEXT}|=E[\\dA-F](?:${NEXT}){2}|=F[0-7](?:${NEXT}){3}|=[\\dA-F]{2}|=[ \\t]*\\r?\\n`,
  'gi',
)

/** As quoted-printable is read; undefined where nothing is encoded so. */
export function quotedPrintableReading(reading: Reading): Reading | undefined {
  if (reading.text.search(ENCODED) === -1) return undefined
  return rereading(reading, ENCODED, decodeBytes)
}

/** A byte that is no UTF-8 is read as Latin 1, as mails without a word on it mean it. */
function decodeBytes(encoded: string): string {
  const hex = encoded.match(/[\dA-F]{2}/gi)?.join('') ?? ''
  const bytes = Buffer.from(hex, 'hex')
  return bytes.toString(bytes.length > 1 ? 'utf8' : 'latin1')
}

export function encodeQuotedPrintable(text: string): string {
  return text.replace(/[^\t\n\r -<>-~]/gu, (character) =>
    [...Buffer.from(character)].map(encodeByte).join(''),
  )
}

const encodeByte = (byte: number) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
