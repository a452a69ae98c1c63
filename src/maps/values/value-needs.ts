import { columnsInBraces } from '../check/parent-columns.ts'
import { valueKind } from '../check/value-kind.ts'
import type { MapValue } from '../format/value-format.ts'
import { isSetAlone } from './edit-json.ts'
import type { ValueMembers } from './value-members.ts'

/** What has to be read before a value can be made. */
interface ValueNeeds {
  /** Whether what is there has to be known. */
  readonly old: boolean
  /** Columns of the row itself. */
  readonly columns: readonly string[]
  /** Columns of the parent's row. */
  readonly parent: readonly string[]
  /** False: the same for all rows whose bodies have one format. */
  readonly perRow: boolean
}

const NOTHING: ValueNeeds = { old: false, columns: [], parent: [], perRow: false }
const OLD: ValueNeeds = { ...NOTHING, old: true, perRow: true }

export function needsOf(value: MapValue): ValueNeeds {
  const kind = valueKind(value)
  switch (kind.kind) {
    case 'null':
    case 'literal':
    case 'placeholder':
    case 'empty_object':
    case 'empty_list':
    case 'now':
    case 'now_second':
    case 'now_ms':
      return NOTHING
    case 'template':
      return {
        ...NOTHING,
        columns: [...new Set(kind.columns)],
        parent: [...new Set(kind.parents)],
        perRow: true,
      }
    case 'random':
      return { ...NOTHING, perRow: true }
    case 'replace':
      return OLD
    case 'remove':
    case 'edit':
      return needsOfMembers(value as ValueMembers)
    default:
      return kind satisfies never
  }
}

function needsOfMembers(members: ValueMembers): ValueNeeds {
  if (members.remove !== undefined) return { ...OLD, parent: [members.remove] }
  if (members.as === 'mail_headers') return needsOfHeaders(members)
  // In which form the row has it, json_in_json has to see.
  return isSetAlone(members) && members.as !== 'json_in_json' ? NOTHING : OLD
}

function needsOfHeaders({ keep = [], set = {} }: ValueMembers): ValueNeeds {
  const texts = Object.values(set).filter((one) => typeof one === 'string')
  const columns = [...new Set(texts.flatMap(columnsInBraces))]
  const old = keep.length > 0
  return { old, columns, parent: [], perRow: old || columns.length > 0 }
}
