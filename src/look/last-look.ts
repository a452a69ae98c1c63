import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { lookAtRows, type Found, type FoundPlaces } from './look-at-row.ts'
import type { Look } from './look.ts'
import type { LookedFor } from './looked-for.ts'
import { recognise } from './recognise.ts'
import { dropFindings, storeFindings, type FoundPlace } from './store-findings.ts'
import { storedContactRows, storedRows, type StoredRow } from './stored-rows.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'

export type { Look }

export interface LookOptions {
  readonly job: string
  readonly person: LookedFor
  readonly scope: ErasureScope
  /** Unix seconds: what was created later is passed over. Undefined: nothing is. */
  readonly until: number | undefined
  readonly pepper: Pepper
}

/** Milliseconds; everything of one person is read by one statement. */
const LOOK_TIMEOUT = 600_000

/** A look that is under way, in one transaction. */
export interface LastLook {
  /** Looks at all conversations where the person takes part. */
  readonly atConversations: () => Promise<void>
  /** Looks at the contacts' own rows. */
  readonly atContacts: () => Promise<void>
  /** What it came to so far. */
  readonly result: () => Look
}

/**
 * Reads once more what is stored of a person, and compares it, piece by piece, with the keyed
 * hashes of everything by which they were known. It follows no rule of what was to be erased. Where
 * something is left is stored, by ids, in place of what an earlier look for the job found.
 */
export async function openLook(
  trx: Trx,
  workspace: string,
  options: LookOptions,
): Promise<LastLook> {
  const { job, person, scope, until, pepper } = options
  await sql`select set_config('statement_timeout', ${String(LOOK_TIMEOUT)}, true)`.execute(trx)
  await dropFindings(trx, workspace, job)
  const visited = { contacts: new Set(person.contacts), kept: keptOf(person.keeps) }
  const look = lookAtRows({ visited, scope, recognise: recognise(person, workspace, pepper) })
  const counts = { rows: 0, found: {}, exception: {} }
  const wanted = { workspace, person, until }
  const takeDownAll = (rows: readonly StoredRow[]) =>
    storeFindings(
      ...([trx, workspace, job] as const),
      rows.flatMap((row) => takeDown(counts, row, look(row))),
    )
  return {
    async atConversations() {
      for await (const rows of storedRows(trx, wanted)) await takeDownAll(rows)
    },
    atContacts: async () => takeDownAll(await storedContactRows(trx, wanted)),
    result: () => resultOf(counts, person.names.length),
  }
}

/** Names of the attributes, whoever's they are. */
function keptOf(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.map((path) => path.replace(/^(?:contact\.)?custom_attributes\./, '')))
}

function resultOf({ rows, found, exception }: Counts, names: number): Look {
  return { rows, names, found: sorted(found), exceptions: sorted(exception) }
}

export function hasFound({ found }: Look): boolean {
  return Object.keys(found).length > 0
}

type Counts = Record<Found, Record<string, number>> & { rows: number }

function takeDown(counts: Counts, row: StoredRow, places: FoundPlaces): FoundPlace[] {
  const ids = row.ids ?? [null]
  counts.rows += ids.length
  for (const [place, found] of places) {
    counts[found][place] = (counts[found][place] ?? 0) + ids.length
  }
  const left = [...places].flatMap(([place, found]) => (found === 'found' ? [place] : []))
  return left.flatMap((place) =>
    ids.map((targetId) => ({ place, conversationId: row.conversation, targetId })),
  )
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
