import type { MappedStage } from './mapped-stage.ts'
import type { MappedSystem } from './mapped-system.ts'

/** Brings Unsaid's own schema beside the tables, and the map onto them. @throws StepFailed */
export async function addMapped({ system, type, tell }: MappedStage): Promise<void> {
  const { name, scene, tables } = system
  const count = Object.keys(tables.tables).length
  tell(
    `Unsaid demo: ${count} tables of ${name} on an embedded Postgres; nothing else is installed.`,
  )
  tell(`They hold ${scene.tenant}, and ${scene.otherTenant}: ${scene.rows.length} made-up rows.`)
  tell('')
  tell('Put Unsaid beside them: its own schema, the map, and a workspace for one of the accounts')
  tell('  $ export DATABASE_URL=postgres://unsaid:…        # the login of the app')
  tell('  $ export UNSAID_OWNER_DATABASE_URL=postgres://…  # of whoever owns the tables')
  await type({ words: ['migrate'] })
  await type({ words: ['map', 'check', name], asOwner: true, shows: withoutNotes })
  await type({ words: ['map', 'add', name], shows: (lines) => grantsInShort(lines, system) })
  const { workspace, key } = scene
  await type({ words: ['workspace', 'create', workspace, '--map', name, '--key', key] })
}

/** They say what a search will read: nothing, in so few rows. */
function withoutNotes(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.startsWith('note '))
}

/** Of the rights those on the tables that are looked at first. */
function grantsInShort(lines: readonly string[], { scene }: MappedSystem): string[] {
  const tables = (['message', 'person'] as const).map(
    (at) => scene.looks.find((look) => look.at === at)?.table,
  )
  const grants = lines.filter((line) => line.startsWith('granted on '))
  const shown = grants.filter((line) => tables.some((one) => line.startsWith(`granted on ${one}:`)))
  const others = lines.filter((line) => line.startsWith('added ') || line.startsWith(' '))
  return [...shown, `… and on ${grants.length - shown.length} tables more`, ...others]
}
