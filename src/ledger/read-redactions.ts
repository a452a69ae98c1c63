import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { asRecord, recordType, type StoredRecord } from './stored-record.ts'

/** The place of a record: of its seal in the chain, and its own in the entry, from 1. */
export interface RecordPlace {
  readonly seq: number
  readonly index: number
}

/** A sealed record for systems that hold copies: ids and codes only. */
export interface Redaction {
  readonly seq: number
  readonly type: string
  readonly conversation_id?: string
  readonly conversation_part_id?: string
  readonly source_id?: string
  /** Of a record whose type this version does not know. */
  readonly target_id?: string
  readonly outcome: string
  readonly reason: string | null
  readonly job_id: string
  /** Unix seconds. */
  readonly redacted_at: number
}

export interface PlacedRedaction {
  readonly place: RecordPlace
  readonly redaction: Redaction
}

interface Row {
  readonly seq: string
  readonly index: string
  readonly record: unknown
  readonly redacted_at: number
}

export const BEFORE_ALL: RecordPlace = { seq: 0, index: 0 }

/** Sealed records after a place, in the order of the chain: nothing ever comes before a place. */
export async function readRedactions(
  db: Db,
  workspace: string,
  after: RecordPlace,
  limit: number,
): Promise<PlacedRedaction[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<Row>`
      select s.seq::text as seq, r.index::text as index, r.record,
             floor(extract(epoch from e.created_at))::float8 as redacted_at
        from ledger_seal s
        join ledger_entry e on e.workspace_id = ${workspace} and e.id = s.entry_id
       cross join lateral jsonb_array_elements(e.records) with ordinality as r(record, index)
       where s.workspace_id = ${workspace} and s.seq >= ${after.seq}::bigint
         and (s.seq, r.index) > (${after.seq}::bigint, ${after.index}::bigint)
       order by s.seq, r.index limit ${limit}::integer`.execute(trx),
  )
  return rows.map(placed)
}

/** The place before the newest records, as many as asked for. */
export async function placeBeforeNewest(
  db: Db,
  workspace: string,
  count: number,
): Promise<RecordPlace> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ seq: string; index: string }>`
      select s.seq::text as seq, r.index::text as index
        from ledger_seal s
        join ledger_entry e on e.workspace_id = ${workspace} and e.id = s.entry_id
       cross join lateral jsonb_array_elements(e.records) with ordinality as r(record, index)
       where s.workspace_id = ${workspace}
       order by s.seq desc, r.index desc offset ${count}::integer limit 1`.execute(trx),
  )
  const row = rows[0]
  return row ? { seq: Number(row.seq), index: Number(row.index) } : BEFORE_ALL
}

/** A place as callers keep it. */
export function recordCursorOf({ seq, index }: RecordPlace): string {
  return `${String(seq)}-${String(index)}`
}

/** @returns undefined for what is no cursor of ours */
export function parseCursor(text: string): RecordPlace | undefined {
  const [, seq, index] = /^(\d{1,15})-(\d{1,9})$/.exec(text) ?? []
  return seq === undefined ? undefined : { seq: Number(seq), index: Number(index) }
}

function placed({ seq, index, record, redacted_at }: Row): PlacedRedaction {
  const fields = asRecord(record)
  const [job, , reason, , , , outcome] = fields
  const type = recordType(fields)
  const redaction = {
    seq: Number(seq),
    type,
    ...targetOf(type, fields),
    outcome: text(outcome),
    reason: typeof reason === 'string' ? reason : null,
    job_id: text(job),
    redacted_at,
  }
  return { place: { seq: Number(seq), index: Number(index) }, redaction }
}

function targetOf(type: string, record: StoredRecord): Partial<Redaction> {
  const [conversation, target] = [text(record[4]), text(record[5])]
  if (type === 'source') return { conversation_id: conversation, source_id: target }
  if (type === 'conversation_part') {
    return { conversation_id: conversation, conversation_part_id: target }
  }
  return { conversation_id: conversation, target_id: target }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
