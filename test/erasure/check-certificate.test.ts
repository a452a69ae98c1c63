import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { certificatePage } from '../../src/erasure/certificate-page.ts'
import {
  sealCertificate,
  type Certificate,
  type CertificateOfVersion2,
} from '../../src/erasure/certificate.ts'
import { checkCertificate } from '../../src/erasure/check-certificate.ts'
import { certificateDigest } from '../../src/ledger/certificate-content.ts'
import { exportedEntry } from '../../src/ledger/exported-line.ts'
import { hashSeal } from '../../src/ledger/hash-seal.ts'
import type { HeadsLine } from '../../src/ledger/head.ts'

const hash = 'a1'.repeat(32)

const facts: Omit<CertificateOfVersion2, 'digest' | 'proof'> = {
  ...{ type: 'erasure_certificate', version: 2, workspace: 'default', job: 'job-1' },
  ...{ contact_ids: ['ada'], selector: 'email', scope: 'authored', requested_by: 'cli' },
  ...{ reason: null, accepted_at: '2030-01-01T00:00:00.000Z', due_at: '2030-02-01T00:00:00.000Z' },
  ...{ finished_at: '2030-01-02T03:04:05.678Z', result: 'succeeded' },
  messages: {
    ...{ total: 3, redacted: 2, already_redacted: 1, not_redactable: 0 },
    ...{ not_found: 0, failed: 0, late: 0 },
  },
  ...{ conversations: 2, conversations_failed: 0, files_detached: 1 },
  suppressed_until: '2030-01-02T03:04:05.000Z',
  ...{ keeps: ['custom_attributes.plan'], keys_incomplete: false, other_contacts: 2 },
  look: { rows: 1234, names: 2, found: { 'part.body': 5 }, exceptions: {} },
  supersedes: null,
  ledger: {
    ...{ entries: 1, first_entry: 'e1', last_entry: 'e1', certificate_entry: 'e1' },
    head: { seq: 7, hash },
  },
  not_covered: ['copies elsewhere'],
}

const issued = JSON.stringify(sealCertificate(facts))

function head(more: object): HeadsLine {
  return { ...{ type: 'head', workspace: 'default', seq: 7, entryId: 'e0', hash }, ...more }
}
const check = async (text: string, heads?: readonly HeadsLine[]) => {
  const { verdict, problems } = await checkCertificate(text, { heads })
  return [verdict, ...problems.map(({ code }) => code)]
}

/** Puts a proof to a certificate, as the ledger of its workspace would. */
function proved(
  certificate: CertificateOfVersion2,
  made: { workspace?: string; entryId?: string; digest?: string; job?: string } = {},
): CertificateOfVersion2 {
  const { workspace = 'default', entryId = 'e1', job = 'job-1' } = made
  const digest = made.digest ?? certificate.digest
  const records = `[["${job}", "cli", null, "certificate", null, "${job}", "issued", "${digest}"]]`
  const content = { seq: 8, prevHash: hash, entryId, createdAt: '1893553445.678000', records }
  const sealed = { ...content, hash: hashSeal({ workspace, ...content }), entry: content }
  const entry = exportedEntry(workspace, sealed).trimEnd()
  return { ...certificate, proof: { entry, head: { seq: 8, hash: sealed.hash } } }
}

const certificate = sealCertificate(facts)
const withProof = proved(certificate)
const published = (one: CertificateOfVersion2, workspace = 'default'): HeadsLine[] => [
  head({ workspace }),
  head({ workspace, seq: 8, entryId: 'e1', hash: one.proof!.head.hash }),
]
const HEADS = published(withProof)

describe('a certificate', () => {
  test('is as its digest says, however its JSON is written', async () => {
    expect(await checkCertificate(issued)).toEqual({
      ...{ verdict: 'not_checkable', job: 'job-1', workspace: 'default', problems: [] },
    })
    const members = Object.entries(JSON.parse(issued) as object).reverse()
    const text = JSON.stringify(Object.fromEntries(members), null, 4)
    expect(await check(text)).toEqual(['not_checkable'])
  })

  test('is wrong with any digit changed', async () => {
    const places = [...issued.matchAll(/\d/g)].map(({ index }) => index)
    expect(places.length).toBeGreaterThan(100)
    for (const at of places) {
      const digit = String((Number(issued[at]) + 1) % 10)
      const text = issued.slice(0, at) + digit + issued.slice(at + 1)
      expect(await check(text), `${at}`).toHaveLength(2)
    }
  })

  test.each([
    ['not_a_certificate', 'no JSON'],
    ['not_a_certificate', '[]'],
    ['not_a_certificate', '{"type": "job"}'],
    ['unknown_version', '{"type": "erasure_certificate", "version": 3}'],
    ['changed', '{"type": "erasure_certificate", "version": 2}'],
    ['changed', issued.replace('"succeeded"', '"completed_with_errors"')],
    ['changed', issued.replace('"reason"', '"note": 1, "reason"')],
  ])('is %s: %s', async (code, text) => {
    expect(await check(text)).toEqual(['refused', code])
  })

  test('is proved by the ledger entry that it brings, and a head', async () => {
    expect(await check(JSON.stringify(withProof), HEADS)).toEqual(['proved'])
    expect(await check(JSON.stringify(withProof), [])).toEqual(['refused', 'unknown_head'])
    const rewritten = [head({ seq: 8 }), ...HEADS.slice(0, 1)]
    expect(await check(JSON.stringify(withProof), rewritten)).toEqual(['refused', 'other_head'])
  })

  test('says so when a loss was accepted since', async () => {
    const restored = (more: object): HeadsLine => ({
      ...{ ...head({ seq: 7 }), type: 'restored', lossAccepted: true, ...more },
    })
    const text = JSON.stringify(withProof)
    expect(await check(text, [...HEADS, restored({})])).toEqual(['loss_accepted'])
    expect(await check(text, [...HEADS, restored({ lossAccepted: false })])).toEqual(['proved'])
    expect(await check(text, [...HEADS, restored({ seq: 8 })])).toEqual(['proved'])
    expect(await check(text, [restored({}), ...HEADS])).toEqual(['proved'])
  })
})

/** Sealed anew, as anybody can, with whatever proof it had. */
const forged = (more: object): CertificateOfVersion2 => ({
  ...sealCertificate({ ...facts, ...more }),
  ...(withProof.proof && { proof: withProof.proof }),
})

const other = sealCertificate({ ...facts, job: 'job-2' })

describe('a forged certificate is refused:', () => {
  test.each<[string, string, object]>([
    ['a copied head without a proof', 'not_provable', certificate],
    ['a copied head in version 1', 'not_provable', sealedAsVersion1()],
    ['changed counts', 'other_proof', forged({ messages: { ...facts.messages, redacted: 3 } })],
    ['another contact', 'other_proof', forged({ contact_ids: ['bob'] })],
    ['an emptied not_covered', 'other_proof', forged({ not_covered: [] })],
    ['a look that found nothing', 'other_proof', forged({ look: { rows: 0, found: {} } })],
    ['an earlier end', 'other_proof', forged({ finished_at: '2029-01-01T00:00:00.000Z' })],
    ['the proof of another certificate', 'other_proof', { ...other, proof: withProof.proof }],
    ['a proof of another job', 'other_proof', proved(certificate, { job: 'job-2' })],
    ['a proof of another entry', 'other_proof', proved(certificate, { entryId: 'e2' })],
    ['a proof of another digest', 'other_proof', proved(certificate, { digest: hash })],
    ['a proof of another workspace', 'other_proof', proved(certificate, { workspace: 'other' })],
    ['a proof that is none', 'not_provable', { ...certificate, proof: {} }],
    ['a proof without a line', 'other_proof', { ...certificate, proof: { entry: '{}' } }],
    ['a proof changed by a digit', 'other_proof', changedProof()],
    ['a chain of its own', 'other_head', proved(forged({ conversations: 9 }))],
  ])('%s', async (_what, code, made) => {
    expect(await check(JSON.stringify(made), HEADS)).toEqual(['refused', code])
  })
})

function sealedAsVersion1(): object {
  const { keeps: _keeps, look: _look, ...others } = facts
  const old = { ...others, version: 1 }
  return { ...old, digest: certificateDigest(old) }
}

function changedProof(): object {
  const entry = withProof.proof!.entry.replace('1893553445', '1893553446')
  return { ...withProof, proof: { ...withProof.proof, entry } }
}

describe('a certificate of version 1', () => {
  const issuedThen = readFileSync(new URL('certificate-of-version-1.json', import.meta.url), 'utf8')

  test('is still read and shown, and not provable', async () => {
    expect(await check(issuedThen)).toEqual(['not_checkable'])
    const other = issuedThen.replace('"authored"', '"conversations"')
    expect(await check(other)).toEqual(['refused', 'changed'])
    expect(await check(issuedThen, [head({})])).toEqual(['refused', 'not_provable'])
    const page = certificatePage(JSON.parse(issuedThen) as Certificate)
    expect(page).toContain('Complete on')
    expect(page).not.toContain('Rows read at the last look')
  })
})

describe('its page', () => {
  const pageOf = (more: object) => certificatePage(sealCertificate({ ...facts, ...more }))

  test('shows what was done, and runs and loads nothing', () => {
    const page = pageOf({})
    for (const shown of ['ada', 'job-1', hash, '2030-01-02 03:04:05 UTC', '1,234']) {
      expect(page).toContain(shown)
    }
    for (const shown of ['custom_attributes.plan', 'part.body', 'copies elsewhere']) {
      expect(page).toContain(shown)
    }
    expect(page).toContain('Complete on 2030-01-02: nothing was left')
    expect(page).toContain('It is no statement of legal compliance.')
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/)
  })

  test('says when something is left', () => {
    const page = pageOf({
      result: 'completed_with_errors',
      messages: { ...facts.messages, failed: 1 },
    })
    expect(page).toContain('but not complete: 1 message could not be erased')
    const result = 'completed_with_errors'
    expect(pageOf({ result })).toContain('something of the person is still stored')
    const look = { ...facts.look, found: {} }
    expect(pageOf({ result, look })).toContain('not every conversation')
  })

  test('takes an id for text', () => {
    const page = pageOf({ contact_ids: ['<script>alert("&")</script>'] })
    expect(page).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;')
  })
})
