import { asList } from '../format/map-names.ts'
import type { Message } from '../format/message-format.ts'
import type { MapValue } from '../format/value-format.ts'
import type { LocatedMap } from '../read/located-map.ts'
import { needsOf } from '../values/value-needs.ts'
import type { MapFinding } from './map-finding.ts'
import { valueKind } from './value-kind.ts'

/**
 * Messages of which a redacted one looks like one that never had words: a picture without a line
 * would count as redacted already, and keep its files.
 */
export function untoldRedactions({ map, places }: LocatedMap): MapFinding[] {
  return asList(map.message).flatMap((message) => {
    const bodies = (map.copies ?? []).flatMap(({ table, of, do: done }) =>
      of === 'message' && table === message.body.table && typeof done === 'object' ? [done] : [],
    )
    if ([message.redact, ...bodies].some(isTold)) return []
    const place = places.of(message, 'redact')
    return [
      {
        level: 'problem',
        kind: 'unfit_value',
        table: message.table,
        ...(place && { place }),
        message: `message: by what is written into ${message.table} a redacted one can't be told from an empty one: write placeholder into its body`,
      },
    ]
  })
}

/** Whether something is written that is the same each time, and stands in no row by itself. */
function isTold(values: Message['redact']): boolean {
  return Object.values(values).some((value) => isTelling(value, values))
}

function isTelling(value: MapValue, values: Message['redact']): boolean {
  const kind = valueKind(value)
  switch (kind.kind) {
    case 'placeholder':
      return true
    case 'literal':
      return kind.value !== '' && kind.value !== 0 && kind.value !== false
    case 'template':
      return kind.parents.length === 0 && !kind.columns.some((column) => column in values)
    case 'edit':
      return !needsOf(value).perRow
    case 'null':
    case 'empty_object':
    case 'empty_list':
    case 'replace':
    case 'remove':
    case 'random':
    case 'now':
    case 'now_second':
    case 'now_ms':
      return false
    default:
      return kind satisfies never
  }
}
