import { Numeral } from '../json-stream/numeral.ts'
import { idText } from '../request/id.ts'

/** An id as text, also an integer of more digits than JavaScript can hold. */
export function exactIdText(value: unknown): string | undefined {
  if (!(value instanceof Numeral)) return idText(value)
  return /^-?\d+$/.test(value.digits) ? value.digits : undefined
}
