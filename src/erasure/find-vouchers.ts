import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'
import type { Certificate } from './certificate.ts'
import type { Voucher } from './proof-verdict.ts'

interface Row {
  readonly entry_id: string
  readonly created_at: string
  readonly records: string
  readonly seq: string | null
  readonly prev_hash: string | null
  readonly hash: string | null
}

/** The entries of the ledger that certificates name, by their ids; those that are not there are not in it. */
export async function findVouchers(
  db: Db,
  workspace: string,
  certificates: readonly Certificate[],
): Promise<ReadonlyMap<string, Voucher>> {
  const ids = certificates.map(voucherOf).filter((id) => id !== undefined)
  if (ids.length === 0) return new Map()
  const { rows } = await inOneTrip(
    db,
    workspace,
    (trx) =>
      sql<Row>`
        select entry.id as entry_id, extract(epoch from entry.created_at)::text as created_at,
               entry.records::text as records, seal.seq::text as seq,
               encode(seal.prev_hash, 'hex') as prev_hash, encode(seal.hash, 'hex') as hash
          from ledger_entry entry
          left join ledger_seal seal
            on seal.workspace_id = entry.workspace_id and seal.entry_id = entry.id
         where entry.workspace_id = ${workspace} and entry.id = any(${ids}::text[])`.execute(trx),
    'by_key',
  )
  return new Map(rows.map((row) => [row.entry_id, voucher(row)]))
}

/** The id of the entry that a certificate names; version 1 names none. */
export function voucherOf(certificate: Certificate): string | undefined {
  return certificate.version === 2 ? certificate.ledger.certificate_entry : undefined
}

function voucher({ entry_id, created_at, records, seq, prev_hash, hash }: Row): Voucher {
  const isSealed = seq !== null && prev_hash !== null && hash !== null
  return {
    entryId: entry_id,
    entry: { createdAt: created_at, records },
    seal: isSealed ? { seq: Number(seq), prevHash: prev_hash, hash } : null,
  }
}
