import type { Message } from '../../maps/format/message-format.ts'
import type { BodyFormat } from '../../maps/values/make-value.ts'
import type { MappedRow } from './mapped-row.ts'

const FORMATS = ['html', 'markdown', 'plain'] as const

/** The formats that bodies of a kind of message can be in. */
export function bodyFormats({ body: { format } }: Message): readonly BodyFormat[] {
  if (typeof format === 'string') return [format]
  return [...FORMATS.filter((one) => format[one] !== undefined), 'plain']
}

/** The format of the body of a row; what the map does not name is plain. */
export function bodyFormatOf(
  { body: { format } }: Pick<Message, 'body'>,
  row: MappedRow,
): BodyFormat {
  if (typeof format === 'string') return format
  const said = row.columns[format.column] ?? null
  const isSaid = (values: readonly (string | number | boolean | null)[] | undefined) =>
    (values ?? []).some((value) => (value === null ? said === null : String(value) === said))
  return FORMATS.find((one) => isSaid(format[one])) ?? 'plain'
}
