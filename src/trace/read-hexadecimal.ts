import { bytesAsTexts } from './bytes-as-texts.ts'

const BYTES = /\\x((?:[0-9a-fA-F]{2}){2,})/g

/** A text with bytes as what they stand for, where Postgres shows some within it: `\x…`. */
export function readHexadecimal(text: string): string {
  if (!text.includes('\\x')) return text
  return text.replace(BYTES, (_, digits: string) =>
    bytesAsTexts(Buffer.from(digits, 'hex')).join(' '),
  )
}
