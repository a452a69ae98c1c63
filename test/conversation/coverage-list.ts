import type { Members, Rule } from '../../src/conversation/rule.ts'
import {
  CONVERSATION,
  OTHER_PART,
  OTHER_SOURCE,
  QUOTING,
  REDACTED_PART,
  REDACTED_SOURCE,
} from '../../src/conversation/what-stays.ts'

/*
 * The list of docs/erasure.md, made from the list that the code uses. After a change of the list:
 *
 *   node --import tsx test/conversation/coverage-list.ts
 */

interface Line {
  readonly place: string
  readonly stays: readonly string[]
  readonly emptied: readonly string[]
}

const WAYS = {
  null: '`null`',
  empty: '`""`',
  list: '`[]`',
  object: '`{}`',
  kept: 'what is kept',
} as const

function linesOf(place: string, members: Members): Line[] {
  const entries = Object.entries(members)
  const reasons = new Map<string, string[]>()
  for (const [name, rule] of entries) {
    const [shown, scalar] = rule.left === 'each' ? [`${name}[]`, rule.each] : [name, rule]
    if (scalar.left === 'stays')
      reasons.set(scalar.why, [...(reasons.get(scalar.why) ?? []), `\`${shown}\``])
  }
  const stays = [...reasons].map(([why, names]) => `${names.join(', ')} (${why})`)
  const emptied = entries.flatMap(([name, { left }]) =>
    left in WAYS ? [`\`${name}\` → ${WAYS[left as keyof typeof WAYS]}`] : [],
  )
  const nested = entries.flatMap(([name, rule]) => nestedLines(`${place}.${name}`, rule))
  return [{ place, stays, emptied }, ...nested]
}

function nestedLines(place: string, rule: Rule): Line[] {
  if (rule.left === 'members') return linesOf(place, rule.members)
  if (rule.left === 'each') return nestedLines(`${place}[]`, rule.each)
  if (rule.left !== 'person') return []
  const erased = linesOf(`${place}, if erased`, rule.erased)
  return [...erased, ...linesOf(`${place}, anybody else`, rule.members)]
}

function lineOf({ place, stays, emptied }: Line): string {
  const kept = stays.length > 0 ? stays.join('; ') : 'nothing of its own'
  return `- **${place}**: ${kept}.${emptied.length > 0 ? ` Emptied: ${emptied.join(', ')}.` : ''}`
}

/** Markdown, before its lines are broken. */
export function coverageList(): string {
  const lines = [
    ...linesOf('conversation', CONVERSATION),
    ...linesOf('source, erased', REDACTED_SOURCE),
    ...linesOf("source, somebody else's", OTHER_SOURCE),
    ...linesOf('part, erased', REDACTED_PART),
    ...linesOf("part, somebody else's", OTHER_PART),
  ]
  return lines.map(lineOf).join('\n')
}

/** Members of a conversation that go with a single redaction. */
export function quotingMembers(): string {
  return Object.keys(QUOTING)
    .map((name) => `\`${name}\``)
    .join(', ')
}

if (import.meta.url === `file://${process.argv[1] ?? ''}`) {
  process.stdout.write(`${coverageList()}\n\n${quotingMembers()}\n`)
}
