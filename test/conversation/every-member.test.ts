import { describe, expect, test } from 'vitest'
import type { Members, Rule } from '../../src/conversation/rule.ts'
import {
  CONVERSATION,
  OTHER_PART,
  OTHER_SOURCE,
  REDACTED_PART,
  REDACTED_SOURCE,
} from '../../src/conversation/what-stays.ts'
import { publishedMembers } from '../contract/published-members.ts'
import { partsOf, readSamples, type Json } from '../contract/read-samples.ts'

/** Whether somebody has decided about what stands at a path; what goes takes along what is in it. */
function isDecided(members: Members, [name = '', ...deeper]: readonly string[]): boolean {
  const rule = Object.hasOwn(members, name) ? members[name] : undefined
  return rule !== undefined && (deeper.length === 0 || isDecidedIn(rule, deeper))
}

function isDecidedIn(rule: Rule, path: readonly string[]): boolean {
  switch (rule.left) {
    case 'members':
      return isDecided(rule.members, path)
    case 'each':
      return path[0] === '[]' && (path.length === 1 || isDecidedIn(rule.each, path.slice(1)))
    case 'person':
      return isDecided(rule.members, path) && isDecided(rule.erased, path)
    case 'stays':
      return false
    case 'null':
    case 'empty':
    case 'list':
    case 'object':
    case 'removed':
    case 'null_only':
    case 'kept':
      return true
  }
}

const PART = ['conversation_parts', 'conversation_parts', '[]']

function isDecidedEverywhere(path: readonly string[]): boolean {
  const [first, ...rest] = path
  if (first === 'source' && rest.length > 0) {
    return isDecided(OTHER_SOURCE, rest) && isDecided(REDACTED_SOURCE, rest)
  }
  if (PART.every((name, at) => path[at] === name)) {
    const within = path.slice(PART.length)
    return (
      within.length === 0 || (isDecided(OTHER_PART, within) && isDecided(REDACTED_PART, within))
    )
  }
  return isDecided(CONVERSATION, path)
}

const stepsOf = (path: string) => path.replaceAll('[]', '.[]').split('.')

describe('what stays', () => {
  test('is decided for every member of every published version and its examples', () => {
    const undecided = publishedMembers()
      .map(({ path }) => path)
      .filter((path) => !isDecidedEverywhere(stepsOf(path)))
    expect(undecided).toEqual([])
  })

  test('is known of more than three hundred members of eleven versions', () => {
    const members = publishedMembers()
    expect(members.length).toBeGreaterThan(300)
    expect(new Set(members.flatMap(({ versions }) => versions)).size).toBe(11)
  })

  test('says why, of every member', () => {
    const reasons = (members: Members): string[] =>
      Object.values(members).flatMap((rule): string[] => {
        if (rule.left === 'members') return reasons(rule.members)
        if (rule.left === 'person') return [...reasons(rule.members), ...reasons(rule.erased)]
        if (rule.left === 'each') return reasons({ each: rule.each })
        return [rule.why]
      })
    const all = [CONVERSATION, OTHER_PART, OTHER_SOURCE, REDACTED_PART, REDACTED_SOURCE]
    expect(all.flatMap(reasons).filter((why) => why.length < 5)).toEqual([])
  })

  test('is decided for every text in the bundled samples that are of a published version', () => {
    const parts = readSamples().flatMap(({ conversation }) => partsOf(conversation))
    const names = new Set(parts.flatMap((part) => Object.keys(part as Record<string, Json>)))
    const unknown = [...names].filter((name) => !Object.hasOwn(OTHER_PART, name))
    // Those of `unknown-members.json`, which are there to be unknown.
    expect(unknown.sort()).toMatchInlineSnapshot(`
      [
        "x_part",
        "x_seen",
        "x_summary",
      ]
    `)
  })
})
