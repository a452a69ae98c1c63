import { randomBytes } from 'node:crypto'
import { importRecords } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { acceptRedactions } from '../../src/jobs/accept-redactions.ts'
import { claimKeys } from '../../src/jobs/claim-keys.ts'
import { noteStart } from '../../src/jobs/job-starts.ts'
import type { ReadRecord } from '../../src/records/read-record.ts'
import { storeToken } from '../../src/tokens/store-token.ts'
import { newToken } from '../../src/tokens/access-token.ts'
import { redactGroup } from '../../workers/redact-group.ts'

/** Puts rows into every table of a workspace; every workspace gets the same ids. */
export async function fillWorkspace(db: Db, workspace: string): Promise<void> {
  const counts = await importRecords(db, workspace, conversations(workspace), { onBad: () => {} })
  if (counts.bad > 0) throw new Error('the conversations of the test are not imported')

  const asks = ['1', '2'].map((part) => ({
    request: {
      type: 'conversation_part' as const,
      conversationId: 'c1',
      conversationPartId: part,
    },
    requestedBy: 'cli',
  }))
  const [done, waiting] = await acceptRedactions(db, workspace, asks)
  await redactGroup(db, workspace, [done!])
  await noteStart(db, workspace, [waiting!], true)
  const key = { digest: randomBytes(32), fingerprint: randomBytes(32) }
  await inWorkspace(db, workspace, (trx) => claimKeys(trx, workspace, [{ key, job: waiting! }]))
  await storeToken(db, workspace, newToken(), { scopes: ['jobs:read'] })
}

/** Enough rows that ANALYZE would keep statistics of every column. */
async function* conversations(workspace: string): AsyncGenerator<ReadRecord> {
  for (let n = 1; n <= 30; n += 1) {
    const author = { type: 'user', id: `u${n % 5}`, name: `name of ${workspace}` }
    const parts = ['1', '2', '3'].map((id) => ({
      type: 'conversation_part',
      id,
      part_type: 'comment',
      body: `body of ${workspace}`,
      author,
    }))
    const record = {
      type: 'conversation',
      id: `c${n}`,
      source: { type: 'conversation', id: '9', body: `source of ${workspace}`, author },
      conversation_parts: { type: 'conversation_part.list', conversation_parts: parts },
    }
    yield { ok: true, line: n, record, bytes: 100 }
  }
}
