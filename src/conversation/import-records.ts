import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ReadRecord } from '../records/read-records.ts'
import { importBatches, type BadRecord, type ImportBatch } from './import-batches.ts'
import { importConversations } from './import-conversations.ts'
import { importLanes } from './import-lanes.ts'
import type { ImportRow } from './import-row.ts'
import { storeOrRefuse } from './store-or-refuse.ts'
import { storeNamedContacts } from './store-named-contacts.ts'

/** What an import has done so far. */
export interface ImportCounts {
  conversations: number
  parts: number
  contacts: number
  bad: number
}

export interface ImportOptions {
  /** Told of every record that can't be stored, in order; the reason quotes nothing of it. */
  readonly onBad: (line: number, reason: string) => void
  /** Without it contacts get no keys yet, and nothing is imported where people are suppressed. */
  readonly pepper?: Pepper | undefined
  readonly onProgress?: (counts: Readonly<ImportCounts>) => void
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
  const counts: ImportCounts = { conversations: 0, parts: 0, contacts: 0, bad: 0 }
  const lanes = importLanes(MOST_IN_FLIGHT)
  const destination: Destination = { db, workspace, pepper: options.pepper }
  let told: Promise<void> = Promise.resolve()
  try {
    for await (const batch of importBatches(records)) {
      await lanes.ready(batch)
      const named = await storeContactsOf(destination, batch)
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

/** What of a batch is stored, or still to be stored, and what is not. */
interface Standing {
  readonly rows: readonly ImportRow[]
  readonly bad: readonly BadRecord[]
}

/**
 * Contacts come first and batch by batch, in a short transaction: what the last record tells of a
 * person counts, and one whom all conversations name doesn't hold the lanes up.
 */
function storeContactsOf(to: Destination, batch: ImportBatch): Promise<Standing> {
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
  const stored = await storeSome(named, async (rows) => {
    const conversations = conversationsIn(rows)
    if (conversations.length === 0) return
    await inWorkspace(db, workspace, (trx) =>
      importConversations(trx, workspace, conversations, pepper),
    )
  })
  return { bad: stored.bad, counts: countsOf(stored.rows) }
}

async function storeSome(
  { rows, bad }: Standing,
  store: (rows: readonly ImportRow[]) => Promise<void>,
): Promise<Standing> {
  const refused: BadRecord[] = []
  const stored = await storeOrRefuse(rows, {
    store,
    refused: ({ line }, reason) => void refused.push({ line, reason }),
  })
  return { rows: stored, bad: [...bad, ...refused] }
}

function conversationsIn(rows: readonly ImportRow[]) {
  return rows.flatMap((row) => (row.kind === 'conversation' ? row.rows : []))
}

/** Counts only: a batch that waits to be told of must not be kept in memory. */
function countsOf(rows: readonly ImportRow[]) {
  const conversations = conversationsIn(rows)
  return {
    conversations: conversations.length,
    parts: conversations.reduce((sum, { parts }) => sum + parts.length, 0),
    contacts: rows.length - conversations.length,
  }
}

type Stored = Awaited<ReturnType<typeof storeConversationsOf>>

function tell({ bad, counts: stored }: Stored, counts: ImportCounts, options: ImportOptions): void {
  counts.conversations += stored.conversations
  counts.parts += stored.parts
  counts.contacts += stored.contacts
  counts.bad += bad.length
  const inOrder = bad.toSorted((one, other) => one.line - other.line)
  for (const { line, reason } of inOrder) options.onBad(line, reason)
  options.onProgress?.(counts)
}
