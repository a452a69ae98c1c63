import { sql } from 'kysely'
import { expect } from 'vitest'
import { conversationRows } from '../../src/conversation/conversation-rows.ts'
import { importConversations } from '../../src/conversation/import-conversations.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { conversationOf, EMAIL, NAME, WORDS } from './adas-conversations.ts'
import { drive } from './drive.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

const RACES = Number(process.env.UNSAID_RACES ?? 20)

async function isWaitingForImports({ admin }: TestDatabase): Promise<boolean> {
  const { rows } = await sql`
    select from pg_locks where locktype = 'advisory' and not granted and classid = 778203
       and database = (select oid from pg_database where datname = current_database())`.execute(
    admin,
  )
  return rows.length > 0
}

async function accept({ db }: TestDatabase, workspace: string): Promise<string> {
  const accepted = await acceptErasure(
    db,
    workspace,
    {
      ...{ selector: { kind: 'id', value: 'ada' }, scope: 'authored', dryRun: false, lanes: 1 },
      ...{ dueAt: new Date(), requestedBy: 'cli' },
    },
    PEPPER,
  )
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  return accepted.job
}

/** An import that knows of no suppression, and commits when it is told to. */
function importSlowly({ db }: TestDatabase, workspace: string) {
  const taken = conversationRows(conversationOf(2))
  if (!taken.ok) throw new Error(taken.reason)
  const { rows } = taken
  let commit = () => {}
  const isAsked = new Promise<void>((resolve) => (commit = resolve))
  let committed: Promise<void> = Promise.resolve()
  const stored = new Promise<void>((resolve, reject) => {
    committed = inWorkspace(db, workspace, async (trx) => {
      await importConversations(trx, workspace, [rows], PEPPER)
      resolve()
      await isAsked
    })
    committed.catch(reject)
  })
  return { stored, commit: () => commit(), committed: () => committed }
}

async function race(database: TestDatabase, workspace: string): Promise<void> {
  await createWorkspace(database.db, workspace)
  await importWithPepper(database.db, workspace, conversationOf(1))
  const slow = importSlowly(database, workspace)
  await slow.stored
  const job = await accept(database, workspace)
  let isOver = false
  const erased = drive(database.db, workspace, job).then(() => (isOver = true))
  await pollUntil(async () => isOver || (await isWaitingForImports(database)), Boolean, {
    every: 1,
  })
  slow.commit()
  await Promise.all([slow.committed(), erased])
  expect((await findJob(database.db, workspace, job))?.state).toBe('succeeded')
}

test(
  `an import that read before the erasure and commits behind it leaves no text: ${RACES} races`,
  { timeout: 1_800_000 },
  async ({ database }) => {
    for (let at = 0; at < RACES; at += 1) {
      const workspace = `race-${at}`
      await race(database, workspace)
      if (at % 100 === 0 || at === RACES - 1) {
        for (const text of [WORDS, NAME, EMAIL]) {
          expect(await rowsWith(database, text), workspace).toEqual({})
        }
      }
    }
  },
)
