import { describe, expect } from 'vitest'
import { acceptList } from '../../src/bulk/accept-list.ts'
import { addItems } from '../../src/bulk/add-items.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { findItems } from '../../src/bulk/find-items.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { openList } from '../../src/bulk/open-list.ts'
import { postponeChunk } from '../../src/bulk/postpone-chunk.ts'
import { startRun } from '../../src/bulk/start-run.ts'
import { redactPiece } from '../../src/redact/piece-of-work.ts'
import { redactChunk } from '../../src/redact/redact-chunk.ts'
import { test } from '../database-test.ts'
import { partOf } from '../scene/stored-conversations.ts'
import { capturing, plansOf } from '../redact/captured-queries.ts'
import { fillWorkspace } from '../redact/many-rows.ts'
import { ASK } from './accepted-list.ts'
import { bodyOf, itemsOf } from './bodies.ts'
import { countRows, DONE, fillLists, ITEMS } from './many-items.ts'

const workOf = () => redactPiece

const WORKSPACE = 'many'

const items = itemsOf(Array.from({ length: 1_000 }, (_, at) => bodyOf(partOf(at, 0))))

const WHOLE = /Seq Scan on (conversation|conversation_part|job|job_item|job_chunk|wakeup)\b/

describe('at 100,000 items', () => {
  for (const isCounted of [false, true]) {
    const when = isCounted ? 'whose rows are counted' : 'that the planner knows nothing of'
    test(`no statement for a list ${when} reads a whole table`, async ({ database }) => {
      const workspace = `${WORKSPACE}-${String(isCounted)}`
      await fillWorkspace(database, workspace)
      const job = await fillLists(database, workspace)
      if (isCounted) await countRows(database)
      const { db, queries } = capturing(database)

      await redactChunk(db, workspace, { job, chunk: DONE + 1, workOf })
      await redactChunk(db, workspace, { job, chunk: DONE + 2, workOf })
      await redactChunk(db, workspace, { job: 'small-1', chunk: 1, workOf })
      await postponeChunk(db, workspace, { job, chunk: DONE + 3 })
      await findItems(db, workspace, job, { after: ITEMS / 2, limit: 100 })
      await findItems(db, workspace, job, { after: 0, limit: 100, outcome: 'not_found' })
      await findLists(db, workspace, [job, 'small-2'])
      await startRun(db, workspace, 'small-3')
      await cancelJob(db, workspace, 'small-4')
      const list = await openList(db, workspace, { dryRun: true, lanes: 2 })
      await addItems(db, workspace, list, 0, items)
      await acceptList(db, workspace, list, ASK)
      await redactChunk(db, workspace, { job: list, chunk: 1, workOf })

      const plans = await plansOf(db, [...queries])
      await db.destroy()
      expect(plans.length).toBeGreaterThan(30)
      for (const { sql, plan } of plans) expect(plan, sql).not.toMatch(WHOLE)
    })
  }
})
