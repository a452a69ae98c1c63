import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry, type LedgerRecord } from '../../src/ledger/append-entry.ts'
import { test } from '../database-test.ts'
import { freshWorkspace, sealAll } from '../ledger/ledger-scene.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

const byCli = { job: 'j1', requestedBy: 'cli', reason: null, conversationId: null } as const
const contact = { ...byCli, type: 'contact', targetId: 'u-77', keys: [] } as const

const RECORDS: readonly LedgerRecord[] = [
  { ...contact, outcome: 'erased_authored' },
  { ...contact, outcome: 'erased_conversations', reason: 'ticket-1' },
  { ...byCli, type: 'certificate', targetId: 'j1', outcome: 'issued', digest: 'ab' },
]

test(
  'tail says of an erasure whose it was, and names no conversation where there is none',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const workspace = await freshWorkspace(database)
    await inWorkspace(database.db, workspace, (trx) => appendEntry(trx, workspace, RECORDS))
    await sealAll(database, workspace)
    const env = environmentOf(database)
    const { stdout } = await runUnsaid(['ledger', 'tail', '--workspace', workspace], { env })

    const said = stdout.split('\n').map((line) => line.replace(/^1 {2}\S+Z {2}/, ''))
    expect(said).toEqual([
      'erased what contact u-77 wrote (job j1)',
      'erased the conversations of contact u-77 (job j1): ticket-1',
      'issued certificate j1 (job j1)',
      '',
    ])
  },
)
