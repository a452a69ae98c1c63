import { randomBytes } from 'node:crypto'
import { importRecords } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { pepperOf } from '../../src/database/pepper.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { jobsToRecheck, recheck } from '../../src/erasure/recheck.ts'
import { suppress } from '../../src/erasure/suppress.ts'
import { storeReturns } from '../../src/erasure/watch/returned-people.ts'
import { storeWatch } from '../../src/erasure/watch/set-watch.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { claimKeys } from '../../src/jobs/claim-keys.ts'
import { noteStart } from '../../src/jobs/job-starts.ts'
import type { ReadRecord } from '../../src/json-stream/read-record.ts'
import { parseItem } from '../../src/items/parse-item.ts'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { addItems } from '../../src/bulk/add-items.ts'
import { setMaxRate } from '../../src/bulk/max-rate.ts'
import { openList } from '../../src/bulk/open-list.ts'
import { storeFindings } from '../../src/look/store-findings.ts'
import { storeToken } from '../../src/access/store-token.ts'
import { newToken } from '../../src/access/access-token.ts'
import { redactPiece } from '../../src/redact/piece-of-work.ts'
import { redactChunk } from '../../src/redact/redact-chunk.ts'
import { addKeep } from '../../src/access/keeps.ts'
import { sealEntries } from '../../src/ledger/seal-entries.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { storeCopyCounts } from '../../src/redact/copy-counts.ts'
import { drive } from '../erasure/drive.ts'

const workOf = () => redactPiece

const pepper = pepperOf('the pepper of the tests, long enough')

/** Puts rows into every table of a workspace; every workspace gets the same ids. */
export async function fillWorkspace(db: Db, workspace: string): Promise<void> {
  const counts = await importRecords(db, workspace, conversations(workspace), {
    onBad: () => {},
    pepper,
  })
  if (counts.bad > 0) throw new Error('the conversations of the test are not imported')

  const asks = ['1', '2', '3'].map((part) => ({
    request: {
      type: 'conversation_part' as const,
      conversationId: 'c1',
      conversationPartId: part,
    },
    requestedBy: 'cli',
  }))
  const [done, waiting, unsealed] = await acceptRedactions(db, workspace, asks)
  await redactGroup(db, workspace, [done!])
  await runErasure(db, workspace)
  await redactGroup(db, workspace, [unsealed!, await acceptUnknown(db, workspace)])
  await noteStart(db, workspace, [waiting!], true)
  const key = { digest: randomBytes(32), fingerprint: randomBytes(32) }
  await inWorkspace(db, workspace, (trx) => claimKeys(trx, workspace, [{ key, job: waiting! }]))
  await runList(db, workspace)
  const suppression = { until: new Date(), job: done!, pepper }
  await inWorkspace(db, workspace, (trx) => suppress(trx, workspace, ['u1'], suppression))
  await leaveName(db, workspace)
  await inWorkspace(db, workspace, (trx) => storeWatch(trx, workspace, 'erase'))
  const back = { contact: 'u1', kind: 'email', erasedBy: done!, due: false } as const
  await inWorkspace(db, workspace, (trx) => storeReturns(trx, workspace, [back]))
  await addKeep(db, workspace, 'custom_attributes.plan')
  await storeToken(db, workspace, newToken(), { scopes: ['jobs:read'] })
}

/** A recheck that finds something. */
async function leaveName(db: Db, workspace: string): Promise<void> {
  const [job] = await jobsToRecheck(db, workspace, { all: true })
  const finding = { place: 'conversation.tags', conversationId: 'c1', targetId: null }
  await recheck(db, workspace, job!, pepper)
  await inWorkspace(db, workspace, (trx) => storeFindings(trx, workspace, job!, [finding]))
}

/** A redaction that will fail: there is no such message. */
async function acceptUnknown(db: Db, workspace: string): Promise<string> {
  const request = { type: 'source' as const, conversationId: 'nowhere', sourceId: '9' }
  const [job] = await acceptRedactions(db, workspace, [{ request, requestedBy: 'cli' }])
  return job!
}

/** A list of one item, run. */
async function runList(db: Db, workspace: string): Promise<void> {
  await setMaxRate(db, workspace, 1_000_000)
  const list = await openList(db, workspace, { dryRun: false, lanes: 1 })
  const value = { type: 'source', conversation_id: 'c2', source_id: '9', external_id: 'e' }
  await addItems(db, workspace, list, 0, [parseItem(1, value)])
  await acceptList(db, workspace, list, { kind: 'bulk', requestedBy: 'cli' })
  await redactChunk(db, workspace, { job: list, chunk: 1, workOf })
}

/** The erasure of one contact, to its end. */
async function runErasure(db: Db, workspace: string): Promise<void> {
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'id', value: 'u3' }, scope: 'authored', dryRun: false, lanes: 1 },
    ...{ dueAt: new Date(), requestedBy: 'cli' },
  }
  const accepted = await acceptErasure(db, workspace, ask, pepper)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, workspace, accepted.job, pepper)
  const count = { found: 1, changed: 1, deleted: 0, reported: 0, words_too_short: 0 }
  await inWorkspace(db, workspace, (trx) =>
    storeCopyCounts(trx, workspace, accepted.job, { files: count }),
  )
  await sealEntries(db, workspace)
}

/** Enough rows that ANALYZE would keep statistics of every column. */
async function* conversations(workspace: string): AsyncGenerator<ReadRecord> {
  for (let n = 1; n <= 30; n += 1) {
    const [id, name] = [`u${n % 5}`, `name of ${workspace}`]
    const author = { type: 'user', id, name, email: `${id}@${workspace}.example` }
    const parts = ['1', '2', '3'].map((part) => ({
      type: 'conversation_part',
      id: part,
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
