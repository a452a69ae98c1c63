import type { Accounted } from './account.ts'
import type { MapFinding } from './map-finding.ts'

/** The columns that can hold text and that the map says nothing of. */
export function leftColumns(accounted: readonly Accounted[]): MapFinding[] {
  return accounted
    .filter(({ answer }) => answer === undefined)
    .map(({ table, column }) => ({
      level: 'problem',
      kind: 'left',
      table: table.name,
      column: column.name,
      type: column.type,
      message: `${table.name}.${column.name} (${column.type}) is not accounted for: ${cure(table.kind, column.isGenerated)}`,
    }))
}

function cure(kind: string, isGenerated: boolean): string {
  if (kind === 'materialized') {
    return 'a materialized view holds a copy; name it under `rebuilt`, or keep it with a reason'
  }
  if (isGenerated) return 'it is generated from other columns; name it under `rebuilt`, or keep it'
  return 'rewrite it, delete its row, or keep it with a reason'
}
