import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry, type LedgerRecord } from '../../src/ledger/append-entry.ts'
import type { Head } from '../../src/ledger/head.ts'
import { sealEntries } from '../../src/ledger/seal-entries.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import type { TestDatabase } from '../database-test.ts'

/** A workspace that no other test knows. */
export async function freshWorkspace({ db }: TestDatabase): Promise<string> {
  const workspace = `w${randomUUID().slice(0, 13)}`
  await createWorkspace(db, workspace)
  return workspace
}

/** Redacted parts that were never anything else: `count` of a conversation of their own. */
export async function storeRedacted(
  { admin }: TestDatabase,
  workspace: string,
  conversation: string,
  count: number,
): Promise<LedgerRecord[]> {
  await sql`
    insert into conversation_part (workspace_id, conversation_id, id, position, body, data, redacted_at)
    select ${workspace}, ${conversation}, n::text, n, 'gone', '{}', now()
      from generate_series(1, ${count}::integer) as n`.execute(admin)
  return Array.from({ length: count }, (_, n) => recordOf(conversation, String(n + 1)))
}

export function recordOf(conversationId: string, targetId: string): LedgerRecord {
  return {
    ...{ job: 'j1', requestedBy: 'cli', reason: null, type: 'conversation_part' },
    ...{ conversationId, targetId, outcome: 'redacted' },
  }
}

/** Entries with redacted targets, sealed so many at a time; the heads, one a sealing. */
export async function sealedLedger(
  database: TestDatabase,
  { entries, targets = 1, each = 1 }: { entries: number; targets?: number; each?: number },
): Promise<{ workspace: string; heads: Head[] }> {
  const workspace = await freshWorkspace(database)
  for (let n = 1; n <= entries; n += 1) {
    const records = await storeRedacted(database, workspace, `c${n}`, targets)
    await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, records))
  }
  return { workspace, heads: await sealAll(database, workspace, each) }
}

/** Seals what is there, so many entries a time. */
export async function sealAll(
  { db }: TestDatabase,
  workspace: string,
  each = 500,
): Promise<Head[]> {
  const heads: Head[] = []
  for (;;) {
    const sealing = await sealEntries(db, workspace, each)
    if (!sealing || sealing.sealed === 0) return heads
    heads.push(sealing.head)
  }
}
