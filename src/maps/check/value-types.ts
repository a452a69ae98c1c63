import type { ValueKind } from './value-kind.ts'
import type { ValueObjection, WrittenValue } from './written-value.ts'

const TEXT: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'citext', 'name'])
const JSON_TYPES: ReadonlySet<string> = new Set(['json', 'jsonb'])
const TIMES: ReadonlySet<string> = new Set(['timestamp', 'timestamptz', 'date'])
const WHOLE_NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8'])
const NUMBERS: ReadonlySet<string> = new Set([...WHOLE_NUMBERS, 'numeric', 'float4', 'float8'])

/** Whether the column's type takes such a value. */
export function typeObjection({ value, column }: WrittenValue): ValueObjection {
  if (value.kind === 'null') return undefined
  if (value.kind === 'literal') return literalObjection(value.value, column)
  const fit = fits(value, column.base, column.isArray)
  return fit === undefined
    ? undefined
    : { message: `${nameOfKind(value)} does not go into ${column.type}: ${fit}` }
}

type Column = WrittenValue['column']

/** Undefined where it fits, else what would. */
function fits(value: ValueKind, base: string, isArray: boolean): string | undefined {
  const isText = TEXT.has(base) && !isArray
  const isJson = JSON_TYPES.has(base)
  switch (value.kind) {
    case 'placeholder':
    case 'template':
    case 'random':
      return isText ? undefined : 'only into a text'
    case 'replace':
      return TEXT.has(base) || isJson
        ? undefined
        : 'words are replaced in texts and JSON only; write null or delete the row'
    case 'now':
    case 'now_second':
      return TIMES.has(base) ? undefined : 'a number of milliseconds is now_ms'
    case 'now_ms':
      return base === 'int8' || base === 'numeric' ? undefined : 'a timestamp is now'
    case 'empty_object':
      return isJson || base === 'hstore' ? undefined : "a text is '{}', in quotes"
    case 'empty_list':
      return isJson || isArray ? undefined : "a text is '[]', in quotes"
    case 'remove':
      return isArray || isJson || (isText && value.as === 'json_text')
        ? undefined
        : 'it takes an array or JSON; a text that holds JSON needs as: json_text'
    case 'edit':
      return editFits(value.as, isText, isJson)
    case 'null':
    case 'literal':
      return undefined
    default:
      return value satisfies never
  }
}

function editFits(as: string | undefined, isText: boolean, isJson: boolean): string | undefined {
  if (as === undefined) return isJson ? undefined : 'a text that holds JSON needs as: json_text'
  if (as === 'json_in_json') return isJson || isText ? undefined : 'it takes JSON that holds JSON'
  return isText ? undefined : `as: ${as} takes a text`
}

function nameOfKind({ kind }: ValueKind): string {
  if (kind === 'edit') return 'set, drop or replace'
  if (kind === 'empty_object') return '{}'
  if (kind === 'empty_list') return '[]'
  return kind === 'template' ? 'a text' : kind
}

function literalObjection(value: string | number | boolean, column: Column): ValueObjection {
  const { base, type, isArray, isEnum, labels } = column
  const text = String(value)
  if (isArray) return { message: `a single value does not go into ${type}: write [] or null` }
  if (isEnum) {
    return labels.includes(text) ? undefined : { message: `${shown(text)} is no value of ${type}` }
  }
  if (TEXT.has(base)) return undefined
  if (base === 'bool') return ['true', 'false'].includes(text) ? undefined : misfit(text, type)
  if (NUMBERS.has(base)) return isNumber(text, base) ? undefined : misfit(text, type)
  if (JSON_TYPES.has(base)) return isJson(value) ? undefined : misfit(text, type)
  return { message: `whether ${shown(text)} goes into ${type} can't be told`, unsure: true }
}

const shown = (text: string) => (text === '' ? "''" : text)
const misfit = (text: string, type: string) => ({
  message: `${shown(text)} does not go into ${type}`,
})

const BITS: Readonly<Record<string, number>> = { int2: 15, int4: 31, int8: 63 }

function isNumber(text: string, base: string): boolean {
  const bits = BITS[base]
  if (bits === undefined) return /^-?\d+(?:\.\d+)?$/.test(text)
  if (!/^-?\d{1,19}$/.test(text)) return false
  const limit = 2n ** BigInt(bits)
  return BigInt(text) >= -limit && BigInt(text) < limit
}

function isJson(value: string | number | boolean): boolean {
  if (typeof value !== 'string') return true
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}
