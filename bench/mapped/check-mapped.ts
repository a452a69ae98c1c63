import { sql, type Kysely } from 'kysely'
import { snapshotOf, type Snapshot } from '../../test/scene/foreign/snapshot-of.ts'
import type { Say } from '../alternate.ts'
import type { Scene } from '../scene.ts'
import { assertCounts } from '../wrong-round.ts'
import { changedRows, countByTable, differencesOf, type ChangedRows } from './changed-rows.ts'
import { markersLeft } from './markers-left.ts'
import type { MappedSystem } from './mapped-system.ts'
import type { MappedWork } from './mapped-work.ts'
import { openAdmin } from './seed-mapped.ts'

/** Holds what a side has done against what must be, and against what the side before it did. */
export interface EffectCheck {
  /**
   * @returns how many rows were changed or deleted
   * @throws WrongRound
   */
  check(scene: Scene, what: string, work: MappedWork): Promise<number>
}

interface Done {
  readonly what: string
  readonly rows: ChangedRows
}

/** @param stored as it is before anything is done */
export async function openCheck(
  stored: Scene,
  { unlike, beside }: Pick<MappedSystem, 'unlike' | 'beside'>,
  say: Say,
): Promise<EffectCheck> {
  const before: Snapshot = await asAdmin(stored, snapshotOf)
  const first = new Map<string, Done>()
  return {
    check: (scene, what, work) =>
      asAdmin(scene, async (admin) => {
        if (scene.sabotage) await putOneTextBack(admin, work)
        assertNone(what, await markersLeft(admin, work.markers))
        const rows = await changedRows(admin, before, beside)
        const known = first.get(work.name)
        if (!known) {
          first.set(work.name, { what, rows })
          say(`  ${work.name}: ${JSON.stringify(countByTable(rows))}`)
        } else {
          assertNone(`${what} beside ${known.what}`, differencesOf(rows, known.rows, unlike))
        }
        return rows.size
      }),
  }
}

/** @throws WrongRound */
function assertNone(what: string, found: Readonly<Record<string, number>>): void {
  assertCounts(what, found, Object.fromEntries(Object.keys(found).map((name) => [name, 0])))
}

async function asAdmin<T>(
  { adminUrl }: Scene,
  work: (admin: Kysely<never>) => Promise<T>,
): Promise<T> {
  const admin = openAdmin(adminUrl)
  try {
    return await work(admin)
  } finally {
    await admin.destroy()
  }
}

async function putOneTextBack(admin: Kysely<never>, { markers }: MappedWork): Promise<void> {
  await sql`create table put_back as select ${sql.lit(markers[0] ?? '')}::text as said`.execute(
    admin,
  )
}
