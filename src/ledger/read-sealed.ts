import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { SealedEntry } from './sealed-entry.ts'

/** Seals read at once: an entry can hold a thousand targets, about 100 KB. */
const PAGE = 50

interface Row {
  readonly seq: string
  readonly entry_id: string
  readonly prev_hash: string
  readonly hash: string
  readonly created_at: string | null
  readonly records: string | null
}

interface Place {
  readonly seq: string
  readonly entryId: string
}

/** Before any seal, also one that could not be there. */
const START: Place = { seq: '-9223372036854775808', entryId: '' }

/** All seals of a workspace with their entries, in order, a page at a time. */
export async function* readSealed(db: Db, workspace: string): AsyncGenerator<SealedEntry[]> {
  let after: Place | undefined = START
  while (after) {
    const rows: readonly Row[] = await readPage(db, workspace, after)
    if (rows.length > 0) yield rows.map(sealedEntry)
    const last = rows.length < PAGE ? undefined : rows.at(-1)
    after = last && { seq: last.seq, entryId: last.entry_id }
  }
}

const SEALED = sql`
  s.seq::text as seq, s.entry_id, encode(s.prev_hash, 'hex') as prev_hash,
  encode(s.hash, 'hex') as hash,
  extract(epoch from e.created_at)::text as created_at, e.records::text as records`

async function readPage(db: Db, workspace: string, after: Place): Promise<readonly Row[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<Row>`
      select ${SEALED}
        from (select seq, entry_id, prev_hash, hash from ledger_seal
               where workspace_id = ${workspace}
                 and (seq, entry_id) > (${after.seq}::bigint, ${after.entryId})
               order by seq, entry_id limit ${PAGE}::integer) s
        left join ledger_entry e on e.workspace_id = ${workspace} and e.id = s.entry_id
       order by s.seq, s.entry_id`.execute(trx),
  )
  return rows
}

/** The seal of one entry; undefined while there is none. */
export async function readSealOf(
  db: Db,
  workspace: string,
  entry: string,
): Promise<SealedEntry | undefined> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<Row>`
      select ${SEALED} from ledger_seal s
        left join ledger_entry e on e.workspace_id = ${workspace} and e.id = s.entry_id
       where s.workspace_id = ${workspace} and s.entry_id = ${entry}`.execute(trx),
  )
  const [row] = rows
  return row && sealedEntry(row)
}

function sealedEntry({ seq, entry_id, prev_hash, hash, created_at, records }: Row): SealedEntry {
  const there = created_at !== null && records !== null
  return {
    seq: Number(seq),
    entryId: entry_id,
    prevHash: prev_hash,
    hash,
    entry: there ? { createdAt: created_at, records } : undefined,
  }
}
