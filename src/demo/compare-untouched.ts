import type { MappedStage } from './mapped-stage.ts'
import type { RowOwner } from './mapped-system.ts'
import { rowHashes, type RowHashes } from './row-hashes.ts'
import { StepFailed } from './step-failed.ts'

/** Rows of everybody whom the demo takes nothing from. */
type Untouched = Readonly<Record<Exclude<RowOwner, 'person'>, RowHashes>>

export async function untouchedRows({ system, owner }: MappedStage): Promise<Untouched> {
  const { rows } = system.scene
  return {
    others: await rowHashes(owner, rows, 'others'),
    'other tenant': await rowHashes(owner, rows, 'other tenant'),
  }
}

/** Tells that everybody else's rows are as before. @throws StepFailed when they aren't */
export async function compareUntouched(stage: MappedStage, before: Untouched): Promise<void> {
  const { tell, system } = stage
  const after = await untouchedRows(stage)
  const { tenant, otherTenant } = system.scene
  const places = [
    ['other tenant', otherTenant],
    ['others', `everybody else in ${tenant}`],
  ] as const
  tell('')
  for (const [whose, who] of places) {
    const { rows, tables, hash } = after[whose]
    if (hash !== before[whose].hash) throw new StepFailed(`rows of ${who} are not as before`)
    tell(`Compared: ${rows} rows in ${tables} tables of ${who} are byte for byte as before`)
  }
  tell(`What the map can't reach, and what to do about it: docs/maps/${system.name}.md`)
}
