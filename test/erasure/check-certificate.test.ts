import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { certificatePage } from '../../src/erasure/certificate-page.ts'
import {
  sealCertificate,
  type Certificate,
  type CertificateOfVersion2,
} from '../../src/erasure/certificate.ts'
import { checkCertificate } from '../../src/erasure/check-certificate.ts'
import type { HeadsLine } from '../../src/ledger/head.ts'

const hash = 'a1'.repeat(32)

const facts: Omit<CertificateOfVersion2, 'digest'> = {
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
  look: { rows: 1234, found: { 'part.body': 5 }, exceptions: {} },
  supersedes: null,
  ledger: {
    ...{ entries: 1, first_entry: 'e1', last_entry: 'e1', certificate_entry: 'e1' },
    head: { seq: 7, hash },
  },
  not_covered: ['copies elsewhere'],
}

const issued = JSON.stringify(sealCertificate(facts))

const head = (more: object): HeadsLine => ({
  ...{ type: 'head', workspace: 'default', seq: 7, entryId: 'e0', hash },
  ...more,
})

const codes = (text: string, heads?: readonly HeadsLine[]) =>
  checkCertificate(text, heads).problems.map(({ code }) => code)

describe('a certificate', () => {
  test('is right as it was issued, however its JSON is written', () => {
    expect(checkCertificate(issued)).toEqual({ job: 'job-1', workspace: 'default', problems: [] })
    const members = Object.entries(JSON.parse(issued) as object).reverse()
    expect(codes(JSON.stringify(Object.fromEntries(members), null, 4))).toEqual([])
  })

  test('is wrong with any digit changed', () => {
    const places = [...issued.matchAll(/\d/g)].map(({ index }) => index)
    expect(places.length).toBeGreaterThan(100)
    for (const at of places) {
      const digit = String((Number(issued[at]) + 1) % 10)
      expect(codes(issued.slice(0, at) + digit + issued.slice(at + 1)), `${at}`).toHaveLength(1)
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
  ])('is %s: %s', (code, text) => {
    expect(codes(text)).toEqual([code])
  })

  test('names a head that the heads file knows, or does not', () => {
    expect(codes(issued, [head({ seq: 6 }), head({})])).toEqual([])
    expect(codes(issued, [head({ seq: 6 })])).toEqual(['unknown_head'])
    expect(codes(issued, [head({ workspace: 'other' })])).toEqual(['unknown_head'])
    expect(codes(issued, [head({ hash: 'b2'.repeat(32) })])).toEqual(['other_head'])
    const ledger = { ...facts.ledger, head: null }
    expect(codes(JSON.stringify(sealCertificate({ ...facts, ledger })), [])).toEqual(['no_head'])
  })
})

describe('a certificate of version 1', () => {
  const issuedThen = readFileSync(new URL('certificate-of-version-1.json', import.meta.url), 'utf8')

  test('is still read, checked and shown', () => {
    expect(codes(issuedThen)).toEqual([])
    expect(codes(issuedThen.replace('"authored"', '"conversations"'))).toEqual(['changed'])
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
    expect(pageOf({ result: 'completed_with_errors' })).toContain('not every conversation')
  })

  test('takes an id for text', () => {
    const page = pageOf({ contact_ids: ['<script>alert("&")</script>'] })
    expect(page).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;')
  })
})
