import { describe, expect, it } from 'vitest'
import { decide } from '../../src/eligibility/decide.ts'
import { partHasBody } from '../../src/eligibility/part-has-body.ts'
import { sourceFromContact } from '../../src/eligibility/source-from-contact.ts'
import type { Target } from '../../src/eligibility/target.ts'

const part = (hasBody: boolean, redacted = false): Target => ({
  type: 'conversation_part',
  redacted,
  hasBody,
})

const source = (authorType: string | null, redacted = false): Target => ({
  type: 'source',
  redacted,
  authorType,
})

const CONTACTS = ['user', 'lead', 'contact', 'visitor']
const OTHERS = ['admin', 'bot', 'team', 'nobody_admin', 'User', 'users', '', ' user', null]

describe('a part', () => {
  it('with a body is redacted', () => {
    expect(decide(part(true))).toEqual({ kind: 'redact' })
  })

  it('without one is refused, and the rule is named', () => {
    expect(decide(part(false))).toEqual({ kind: 'not_redactable', reason: 'part_has_no_body' })
  })
})

describe('a source', () => {
  it.each(CONTACTS)('by a %s is redacted', (type) => {
    expect(decide(source(type))).toEqual({ kind: 'redact' })
  })

  it.each(OTHERS)('by %j is refused, and the rule is named', (type) => {
    const refused = { kind: 'not_redactable', reason: 'source_not_from_contact' }
    expect(decide(source(type))).toEqual(refused)
  })
})

describe('before any rule is asked', () => {
  it.each([part(true, true), part(false, true), source('user', true), source('admin', true)])(
    'a redacted target says so: %j',
    (target) => {
      expect(decide(target)).toEqual({ kind: 'already_redacted' })
    },
  )

  it('a target that is not there is not found', () => {
    expect(decide(undefined)).toEqual({ kind: 'not_found' })
  })
})

describe('a rule leaves targets of the other type alone', () => {
  it.each([...CONTACTS, ...OTHERS])('a source by %j needs no body', (type) => {
    expect(partHasBody.refuses(source(type))).toBe(false)
  })

  it.each([true, false])('a part (with a body: %s) may be anyone’s', (hasBody) => {
    expect(sourceFromContact.refuses(part(hasBody))).toBe(false)
  })
})
