import { sql } from 'kysely'
import { expect } from 'vitest'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { acceptFix } from '../../src/erasure/accept-fix.ts'
import { findCertificate } from '../../src/erasure/find-certificate.ts'
import { jobsToRecheck, recheck } from '../../src/erasure/recheck.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { dropStaleLists } from '../../src/bulk/drop-list.ts'
import { purgeJobs } from '../../src/bulk/purge-jobs.ts'
import { findFindings } from '../../src/look/find-findings.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { freshWorkspace } from '../ledger/ledger-scene.ts'
import { ada, conversationOf, EMAIL, NAME, partBy } from './adas-conversations.ts'
import { drive } from './drive.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

interface Erased {
  readonly workspace: string
  readonly job: string
}

async function openErased(database: TestDatabase): Promise<Erased> {
  const { db } = database
  const workspace = await freshWorkspace(database)
  await importWithPepper(db, workspace, conversationOf(1), conversationOf(2))
  const ask: ErasureAsk = {
    ...{ selector: { kind: 'id', value: 'ada' }, scope: 'authored', dryRun: false, lanes: 1 },
    ...{ dueAt: new Date(), requestedBy: 'cli' },
  }
  const accepted = await acceptErasure(db, workspace, ask, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, workspace, accepted.job)
  return { workspace, job: accepted.job }
}

/** As a version without the look would have left it: no names, and nothing said of a look. */
async function makeOld({ admin }: TestDatabase, { workspace, job }: Erased): Promise<void> {
  await sql`
    update certificate set content = content - 'look' || '{"version": 1}'
     where workspace_id = ${workspace} and job_id = ${job}`.execute(admin)
  await sql`update erasure set name_keys = '{}' where workspace_id = ${workspace}`.execute(admin)
}

async function leave({ admin }: TestDatabase, { workspace }: Erased, member: object) {
  await sql`
    update conversation set data = data || ${JSON.stringify(member)}::jsonb
     where workspace_id = ${workspace} and id = 'c1'`.execute(admin)
}

const TAGGED = { tags: { type: 'tag.list', tags: [{ id: '1', name: EMAIL }] } }
const RATED = {
  conversation_rating: { rating: 1, remark: `from ${EMAIL}`, contact: { id: 'ada', email: EMAIL } },
}

test('a certificate without a look gets one, also when its job is purged', async ({ database }) => {
  const { db } = database
  const erased = await openErased(database)
  const { workspace, job } = erased
  expect(await jobsToRecheck(db, workspace, { all: false })).toEqual([])
  expect(await jobsToRecheck(db, workspace, { all: true })).toEqual([job])
  await makeOld(database, erased)
  expect(await jobsToRecheck(db, workspace, { all: false })).toEqual([job])

  expect(await recheck(db, workspace, job, PEPPER)).toMatchObject({
    ...{ kind: 'looked', look: { names: 0, found: {} }, hasReturned: false },
  })
  expect(await jobsToRecheck(db, workspace, { all: false })).toEqual([])
  expect(await purgeJobs(db, 0)).toBeGreaterThan(0)
  await dropStaleLists(db)
  await leave(database, erased, TAGGED)
  expect(await recheck(db, workspace, job, PEPPER)).toMatchObject({
    look: { names: 0, found: { 'conversation.tags': 1 } },
  })
  expect(await findFindings(db, workspace, job, { after: 0, limit: 9 })).toHaveLength(1)
})

test('what it finds is erased by a job whose certificate supersedes the old one', async ({
  database,
}) => {
  const { db } = database
  const erased = await openErased(database)
  const { workspace, job } = erased
  await makeOld(database, erased)
  await leave(database, erased, RATED)
  const rechecked = await recheck(db, workspace, job, PEPPER)
  if (rechecked.kind !== 'looked') throw new Error(rechecked.kind)
  expect(rechecked.look.found).toEqual({ 'conversation.conversation_rating': 1 })

  const { certificate } = rechecked
  const fix = { certificate, lanes: 1, requestedBy: 'cli', dueAt: new Date() }
  const again = await acceptFix(db, workspace, fix, PEPPER)
  await drive(db, workspace, again)
  expect((await findJob(db, workspace, again))?.state).toBe('succeeded')
  expect(await findCertificate(db, workspace, again)).toMatchObject({
    ...{ supersedes: certificate.digest, suppressed_until: certificate.suppressed_until },
    look: { found: {} },
  })
  expect((await findCertificate(db, workspace, job))?.digest).toBe(certificate.digest)
  expect(await recheck(db, workspace, job, PEPPER)).toEqual({ kind: 'superseded' })
})

test('what no rule erases stays found, and the superseding certificate says so', async ({
  database,
}) => {
  const { db } = database
  const erased = await openErased(database)
  const { workspace, job } = erased
  await leave(database, erased, TAGGED)
  const rechecked = await recheck(db, workspace, job, PEPPER)
  if (rechecked.kind !== 'looked') throw new Error(rechecked.kind)
  const fix = { certificate: rechecked.certificate, lanes: 1, requestedBy: 'cli' }
  const again = await acceptFix(db, workspace, { ...fix, dueAt: new Date() }, PEPPER)
  await drive(db, workspace, again)
  expect((await findJob(db, workspace, again))?.state).toBe('completed_with_errors')
  expect(await findCertificate(db, workspace, again)).toMatchObject({
    ...{ look: { found: { 'conversation.tags': 1 } }, messages: { total: 0, failed: 0 } },
  })
})

test('a customer who came back is told, and is no finding', async ({ database }) => {
  const { db } = database
  const erased = await openErased(database)
  const { workspace, job } = erased
  const at = Math.floor(Date.now() / 1_000) + 3_600
  const later = conversationOf(3, { createdAt: at })
  const { conversation_parts: list, ...conversation } = later
  const part = partBy({ id: 'later', author: ada, body: `${NAME} is back`, at })
  await importWithPepper(db, workspace, {
    ...conversation,
    conversation_parts: { ...list, conversation_parts: [part] },
  })
  expect(await recheck(db, workspace, job, PEPPER)).toMatchObject({
    ...{ kind: 'looked', hasReturned: true, look: { found: {} } },
  })
  await sql`update suppression set lifted_at = now() where workspace_id = ${workspace}`.execute(
    database.admin,
  )
  expect(await recheck(db, workspace, job, PEPPER)).toEqual({ kind: 'lifted' })
  expect(await recheck(db, workspace, 'unknown', PEPPER)).toEqual({ kind: 'not_found' })
})
