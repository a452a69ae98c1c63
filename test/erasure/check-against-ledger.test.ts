import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import {
  sealCertificate,
  type Certificate,
  type CertificateOfVersion2,
} from '../../src/erasure/certificate.ts'
import { checkCertificate } from '../../src/erasure/check-certificate.ts'
import { findCertificate } from '../../src/erasure/find-certificate.ts'
import { certificateDigest } from '../../src/ledger/certificate-content.ts'
import { exportLedger } from '../../src/ledger/export-ledger.ts'
import type { HeadsLine } from '../../src/ledger/head.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { freshWorkspace, sealAll, sealedLedger } from '../ledger/ledger-scene.ts'
import { eraseOne } from './erase-one.ts'

async function exported({ db }: TestDatabase, workspace: string): Promise<string> {
  const path = join(await tempFolder(), 'ledger.ndjson')
  let text = ''
  for await (const line of exportLedger(db, workspace)) text += line
  await writeFile(path, text)
  return path
}

async function scene(database: TestDatabase) {
  const workspace = await freshWorkspace(database)
  const job = await eraseOne(database, workspace, 1)
  const heads: HeadsLine[] = (await sealAll(database, workspace)).map((head) => {
    return { type: 'head', ...head }
  })
  const certificate = await findCertificate(database.db, workspace, job)
  if (certificate?.version !== 2) throw new Error('it is of another version')
  return { workspace, certificate, heads, ledger: await exported(database, workspace) }
}

const codes = async (certificate: Certificate, heads: readonly HeadsLine[], ledger: string) => {
  const { verdict, problems } = await checkCertificate(JSON.stringify(certificate), {
    heads,
    ledger,
  })
  return [verdict, ...problems.map(({ code }) => code)]
}

function resealed({ digest: _, proof: __, ...facts }: CertificateOfVersion2, more: object) {
  return sealCertificate({ ...facts, ...more })
}

function asVersion1({ digest: _, proof: __, ...facts }: CertificateOfVersion2): Certificate {
  const old = { ...facts, version: 1 as const }
  return { ...old, digest: certificateDigest(old) }
}

test('a certificate agrees with the ledger, with or without its proof', async ({ database }) => {
  const { certificate, heads, ledger } = await scene(database)
  expect(certificate.proof?.head.seq).toBeGreaterThan(0)
  expect(await codes(certificate, heads, ledger)).toEqual(['proved'])
  const { proof: _, ...without } = certificate
  expect(await codes(without, heads, ledger)).toEqual(['proved'])
})

test('one that says other things than the ledger is refused', async ({ database }) => {
  const { certificate, heads, ledger } = await scene(database)
  const counted = { ...certificate.messages, redacted: 99 }
  const found = await Promise.all([
    codes(resealed(certificate, { messages: counted }), heads, ledger),
    codes(resealed(certificate, { contact_ids: ['bob'] }), heads, ledger),
    codes(resealed(certificate, { not_covered: [] }), heads, ledger),
    codes(resealed(certificate, { job: 'another' }), heads, ledger),
    codes(asVersion1(certificate), heads, ledger),
  ])
  expect(found).toEqual([
    ['refused', 'not_in_ledger', 'other_counts'],
    ['refused', 'not_in_ledger', 'other_contacts'],
    ['refused', 'not_in_ledger'],
    ['refused', 'not_in_ledger', 'other_contacts', 'other_counts', 'other_counts'],
    ['refused', 'not_provable'],
  ])
})

test('a ledger that is not the workspace’s, or not as it was sealed, proves nothing', async ({
  database,
}) => {
  const { certificate, heads, ledger } = await scene(database)
  const others = await sealedLedger(database, { entries: 1 })
  expect(await codes(certificate, heads, await exported(database, others.workspace))).toEqual([
    ...['refused', 'other_workspace'],
  ])
  const path = join(await tempFolder(), 'changed.ndjson')
  await writeFile(path, (await readFile(ledger, 'utf8')).replace('"cli"', '"raw"'))
  expect(await codes(certificate, heads, path)).toEqual(['refused', 'ledger_broken'])
})

test('a head must come after it', async ({ database }) => {
  const { certificate, heads, ledger, workspace } = await scene(database)
  const { proof: _, ...without } = certificate
  expect(await codes(without, [], ledger)).toEqual(['refused', 'no_head_after'])
  const elsewhere = { ...heads.at(-1)!, hash: 'ab'.repeat(32) }
  expect(await codes(without, [elsewhere], ledger)).toEqual(['refused', 'ledger_broken'])
  await eraseOne(database, workspace, 2)
  const later = (await sealAll(database, workspace)).map((head) => {
    return { type: 'head' as const, ...head }
  })
  expect(await codes(certificate, later, await exported(database, workspace))).toEqual(['proved'])
})
