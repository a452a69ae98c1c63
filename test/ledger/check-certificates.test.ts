import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { verifyOwnLedger } from './verify-own-ledger.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { eraseOne } from '../erasure/erase-one.ts'
import { freshWorkspace, sealAll } from './ledger-scene.ts'

interface Scene {
  readonly database: TestDatabase
  readonly workspace: string
  readonly job: string
}

async function oneErasure(database: TestDatabase): Promise<Scene> {
  const workspace = await freshWorkspace(database)
  return { database, workspace, job: await eraseOne(database, workspace, 1) }
}

async function verdictOf({ database, workspace }: Scene) {
  await sealAll(database, workspace)
  const { rows } = await sql<{ seq: string; entry_id: string; hash: string }>`
    select seq::text as seq, entry_id, encode(hash, 'hex') as hash from ledger_seal
     where workspace_id = ${workspace} order by seq desc limit 1`.execute(database.admin)
  const { seq, entry_id: entryId, hash } = rows[0]!
  const heads = [{ workspace, seq: Number(seq), entryId, hash }]
  const { verdict, findings, certificates } = await verifyOwnLedger(database.db, workspace, heads)
  const found = findings.map(({ code, target_id }) => [code, target_id])
  return { verdict, found, certificates }
}

const change = ({ database, workspace, job }: Scene, set: string) =>
  sql`update certificate set content = ${sql.raw(set)}
       where workspace_id = ${workspace} and job_id = ${job}`.execute(database.admin)

test('certificates as they were issued are clean', async ({ database }) => {
  expect(await verdictOf(await oneErasure(database))).toEqual({
    ...{ verdict: 'clean', found: [], certificates: { issued: 1, stored: 1, notProvable: 0 } },
  })
})

test('a certificate that was deleted is missed', async ({ database }) => {
  const scene = await oneErasure(database)
  await sql`delete from certificate where job_id = ${scene.job}`.execute(database.admin)
  expect(await verdictOf(scene)).toMatchObject({
    ...{ verdict: 'findings', found: [['certificate_missing', scene.job]] },
  })
})

test.for([
  ['a count', `jsonb_set(content, '{messages,redacted}', '7')`],
  ['a count and its digest', `content || '{"conversations": 9, "digest": "${'ab'.repeat(32)}"}'`],
  ['its job', `content || '{"job": "other"}'`],
  ['everything', `'{}'`],
] as const)('a certificate with %s changed is found', async ([, set], { database }) => {
  const scene = await oneErasure(database)
  await change(scene, set)
  expect(await verdictOf(scene)).toMatchObject({
    ...{ verdict: 'findings', found: [['certificate_changed', scene.job]] },
  })
})

test('a certificate that the ledger does not tell of is unproven', async ({ database }) => {
  const scene = await oneErasure(database)
  await sql`
    insert into certificate (workspace_id, job_id, content)
    select workspace_id, 'slipped-in', content || '{"job": "slipped-in"}' from certificate
     where job_id = ${scene.job}`.execute(database.admin)
  const { verdict, found } = await verdictOf(scene)
  expect({ verdict, found: found.length }).toEqual({ verdict: 'findings', found: 1 })
})

const OLD = readFileSync(
  new URL('../erasure/certificate-of-version-1.json', import.meta.url),
  'utf8',
)

test('what is older than the digests is not provable, and not clean', async ({ database }) => {
  const { job, workspace } = JSON.parse(OLD) as { job: string; workspace: string }
  const own = { database, workspace, job: await eraseOne(database, workspace, 3) }
  await sql`insert into certificate (workspace_id, job_id, content)
            values (${workspace}, ${job}, ${OLD}::jsonb)`.execute(database.admin)
  expect(await verdictOf(own)).toMatchObject({
    ...{ verdict: 'not_provable', found: [], certificates: { issued: 1, notProvable: 1 } },
  })

  await sql`update certificate set content = content || '{"version": 2}' where job_id = ${job}`.execute(
    database.admin,
  )
  expect(await verdictOf(own)).toMatchObject({ found: [['certificate_changed', job]] })
})
