import type { Message } from '../../maps/format/message-format.ts'
import type { BodyEncoding } from '../../maps/values/decode-body.ts'
import type { MappedRow } from './mapped-row.ts'

const ENCODINGS = ['base64', 'quoted_printable'] as const

/** How the row of a body says that it is encoded; undefined: it stands there as it reads. */
export function bodyEncodingOf(
  { encoding }: Message['body'],
  columns: MappedRow['columns'],
): BodyEncoding | undefined {
  const said = encoding && columns[encoding.column]
  if (encoding === undefined || said === undefined || said === null) return undefined
  return ENCODINGS.find((one) => (encoding[one] ?? []).some((value) => String(value) === said))
}
