import type { MapValue } from '../format/value-format.ts'
import type { FidesColumn, FidesMasking } from './fides-dataset.ts'

/** What a draft writes into a column, and what is to be said of it; no value: it is left as it is. */
export interface ErasedValue {
  readonly value?: MapValue
  readonly note?: string
}

/** The letters of a uuid, the longest of the usual keys. */
const LONGEST_ID = 36
/** Words of the map's language, which would not be written as they are. */
const OWN_WORDS = /^(?:placeholder|replace|now|now_ms)$|[{}]/
/** Lengths that a map can ask for. */
const [SHORTEST, LONGEST] = [8, 64]

/**
 * What is left of a column about a person who was erased: what Fides would write where the dataset
 * says that, else null, or something empty of the column's type.
 *
 * @param id the column that tells rows apart, where a text is to name the row: people that others
 *   still show need something to be called by
 */
export function erasedValue(column: FidesColumn, id: string | undefined): ErasedValue {
  const { masking, dataType = '', nested, isReadOnly } = column
  if (isReadOnly) return { note: 'is read-only for Fides: erase it, or keep it with a reason' }
  if (masking) return maskedValue(masking)
  if (dataType.endsWith('[]')) return { value: [] }
  if (dataType === 'object' || nested.length > 0) return { value: {} }
  return { value: id === undefined ? null : namedValue(column, id) }
}

function namedValue({ identity, categories, length = Infinity }: FidesColumn, id: string) {
  const has = (start: string) => categories.some((category) => category.startsWith(start))
  const isEmail = identity === 'email' || (identity === undefined && has('user.contact.email'))
  const text = isEmail ? 'erased-{}@erased.invalid' : has('user.name') ? 'Erased {}' : undefined
  if (text === undefined || text.length + LONGEST_ID > length) return null
  return text.replace('{}', `{${id}}`)
}

function maskedValue({ strategy, configuration }: FidesMasking): ErasedValue {
  switch (strategy) {
    case 'null_rewrite':
      return { value: null }
    case 'string_rewrite':
      return { value: literal(`${text(configuration.rewrite_value)}${suffixOf(configuration)}`) }
    case 'random_string_rewrite':
      return randomValue(configuration)
    case 'preserve':
      return { note: 'is preserved by Fides: keep it with a reason, or erase it' }
    default:
      return {
        value: null,
        note: `${strategy} of Fides makes of it what still tells one person from another: the draft writes null`,
      }
  }
}

const literal = (written: string): MapValue =>
  OWN_WORDS.test(written) ? { literal: written } : written

function randomValue(configuration: FidesMasking['configuration']): ErasedValue {
  const { length } = configuration
  const wanted = typeof length === 'number' ? Math.trunc(length) : 32
  const random = Math.min(LONGEST, Math.max(SHORTEST, wanted))
  const suffix = suffixOf(configuration)
  const without = suffix === '' ? '' : `, without ${JSON.stringify(suffix)} behind them`
  return random === wanted && without === ''
    ? { value: { random } }
    : { value: { random }, note: `gets ${random} random letters${without}` }
}

const text = (given: unknown) => (typeof given === 'string' ? given : '')

function suffixOf({ format_preservation: preserved }: FidesMasking['configuration']): string {
  return typeof preserved === 'object' && preserved !== null && 'suffix' in preserved
    ? text(preserved.suffix)
    : ''
}
