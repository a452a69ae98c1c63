import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ReadRecord } from '../json-stream/read-records.ts'
import { importBatches, type Told } from './import-batches.ts'
import { importConversations, type WithoutText } from './import-conversations.ts'
import { importLanes } from './import-lanes.ts'
import type { StorableRow } from './import-row.ts'
import { nameNameless } from './name-nameless.ts'
import { storeOrRefuse } from './store-or-refuse.ts'
import { storeNamedContacts } from './store-named-contacts.ts'

/** What an import has done so far. */
export interface ImportCounts {
  conversations: number
  parts: number
  contacts: number
  bad: number
  /** Records that are stored, but should be looked at. */
  warnings: number
  /** Records that say that something was deleted where they come from. */
  deletions: number
  /** Messages of people who were erased that are stored without their text since this import. */
  emptied: number
  /** And those that were there without it, and stay so. */
  kept_out: number
}

export interface ImportOptions {
  /** Told of every record that can't be stored, in order; the reason quotes nothing of it. */
  readonly onBad: (line: number, reason: string) => void
  /** Told in the same way of those that should be looked at, and of deletions. */
  readonly onWarning?: (line: number, reason: string) => void
  /** Without it contacts get no keys yet, and nothing is imported where people are suppressed. */
  readonly pepper?: Pepper | undefined
  readonly onProgress?: (counts: Readonly<ImportCounts>) => void
}

const NOTHING: Readonly<ImportCounts> = {
  conversations: 0,
  parts: 0,
  contacts: 0,
  bad: 0,
  warnings: 0,
  deletions: 0,
  emptied: 0,
  kept_out: 0,
}

/**
 * Batches in flight, each on a connection, beside the one that stores contacts. A fourth was no
 * quicker: one thread reads the input, and it is busy by then (measured).
 */
const MOST_IN_FLIGHT = { lanes: 3, bytes: 16 * 1024 * 1024 }

/**
 * Imports conversations and contacts. Bad records are reported and left out, the good ones land,
 * some batches at once; running the same import again changes nothing, so one that was cut short
 * is completed by running it again.
 *
 * @throws when Postgres is away; what was committed until then stays
 */
export async function importRecords(
  db: Db,
  workspace: string,
  records: AsyncIterable<ReadRecord>,
  options: ImportOptions,
): Promise<ImportCounts> {
  const counts: ImportCounts = { ...NOTHING }
  const lanes = importLanes(MOST_IN_FLIGHT)
  const destination: Destination = { db, workspace, pepper: options.pepper }
  let told: Promise<void> = Promise.resolve()
  try {
    for await (const batch of importBatches(records)) {
      await lanes.ready(batch)
      const named = await storeContactsOf(destination, withNames(batch, destination))
      const work = storeConversationsOf(destination, named)
      lanes.start(batch, work)
      told = Promise.all([work, told]).then(([stored]) => {
        tell(stored, counts, options)
      })
      told.catch(() => undefined)
    }
  } finally {
    await lanes.drain()
  }
  await told
  return counts
}

interface Destination {
  readonly db: Db
  readonly workspace: string
  readonly pepper: Pepper | undefined
}

/** People without an id get one of ours, where there is a pepper to make it with. */
function withNames({ rows, told }: Standing, { workspace, pepper }: Destination): Standing {
  if (!pepper) return { rows, told }
  const named = rows.map((row): StorableRow => {
    if (row.kind !== 'conversation') return row
    const own = nameNameless(row.rows, workspace, pepper)
    return own === row.rows ? row : { ...row, rows: own }
  })
  return { rows: named, told }
}

/** What of a batch is stored, or still to be stored, and what is not. */
interface Standing {
  readonly rows: readonly StorableRow[]
  readonly told: readonly Told[]
}

/**
 * Contacts come first and batch by batch, in a short transaction: what the last record tells of a
 * person counts, and one whom all conversations name doesn't hold the lanes up.
 */
function storeContactsOf(to: Destination, batch: Standing): Promise<Standing> {
  const { db, workspace, pepper } = to
  return storeSome(batch, (rows) =>
    inWorkspace(db, workspace, (trx) =>
      storeNamedContacts(
        trx,
        workspace,
        conversationsIn(rows),
        rows.flatMap((row) => (row.kind === 'contact' ? row.row : [])),
        pepper,
      ),
    ),
  )
}

async function storeConversationsOf({ db, workspace, pepper }: Destination, named: Standing) {
  const left: WithoutText[] = []
  const stored = await storeSome(named, async (rows) => {
    const conversations = conversationsIn(rows)
    if (conversations.length === 0) return
    const without = await inWorkspace(db, workspace, (trx) =>
      importConversations(trx, workspace, conversations, pepper),
    )
    left.push(without)
  })
  return { told: stored.told, counts: { ...countsOf(stored.rows), ...sumOf(left) } }
}

function sumOf(all: readonly WithoutText[]): WithoutText {
  return {
    emptied: all.reduce((sum, one) => sum + one.emptied, 0),
    kept_out: all.reduce((sum, one) => sum + one.kept_out, 0),
  }
}

async function storeSome(
  { rows, told }: Standing,
  store: (rows: readonly StorableRow[]) => Promise<void>,
): Promise<Standing> {
  const refused: Told[] = []
  const stored = await storeOrRefuse(rows, {
    store,
    refused: ({ line }, reason) => void refused.push({ kind: 'bad', line, reason }),
  })
  return { rows: stored, told: [...told, ...refused] }
}

function conversationsIn(rows: readonly StorableRow[]) {
  return rows.flatMap((row) => (row.kind === 'conversation' ? row.rows : []))
}

/** Counts only: a batch that waits to be told of must not be kept in memory. */
function countsOf(rows: readonly StorableRow[]) {
  const conversations = conversationsIn(rows)
  return {
    conversations: conversations.length,
    parts: conversations.reduce((sum, { parts }) => sum + parts.length, 0),
    contacts: rows.length - conversations.length,
  }
}

type Stored = Awaited<ReturnType<typeof storeConversationsOf>>

function tell(
  { told, counts: stored }: Stored,
  counts: ImportCounts,
  options: ImportOptions,
): void {
  for (const name of ['conversations', 'parts', 'contacts', 'emptied', 'kept_out'] as const) {
    counts[name] += stored[name]
  }
  for (const { kind, line, reason } of told.toSorted((one, other) => one.line - other.line)) {
    counts[COUNTED_AS[kind]] += 1
    if (kind === 'bad') options.onBad(line, reason)
    else options.onWarning?.(line, reason)
  }
  options.onProgress?.(counts)
}

const COUNTED_AS = { bad: 'bad', warning: 'warnings', deletion: 'deletions' } as const
