import type { StoredItem } from '../../src/bulk/find-items.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { bodyOf } from '../bulk/bodies.ts'
import type { SeededRandom } from '../scene/seeded-random.ts'
import type { Stock } from '../scene/stored-conversations.ts'

/** What must become of an item. Of all that name one target, one redacts it, the others find it so. */
type Expectation = 'redactable' | 'not_redactable' | 'not_found' | 'failed'

export interface ExpectedItem {
  readonly value: unknown
  readonly expected: Expectation
}

const BROKEN: readonly ExpectedItem[] = [
  { value: { type: 'source', conversation_id: 'c1' }, expected: 'failed' },
  { value: { type: 'part', conversation_id: 'c1', source_id: 's1' }, expected: 'failed' },
  { value: ['source', 'c1', 's1'], expected: 'failed' },
  { value: { type: 'source', conversation_id: 'c1', source_id: '\u0000' }, expected: 'not_found' },
]

/** Parts and sources, many of them twice or more, what the rules refuse, what is not there, what is broken. */
export function pickItems(stock: Stock, count: number, random: SeededRandom): ExpectedItem[] {
  return Array.from({ length: count }, () => {
    const dice = random.next()
    if (dice < 0.1) return expecting('not_redactable', random.pick(stock.ineligible))
    if (dice < 0.15) return expecting('not_found', unknownPart(random))
    if (dice < 0.2) return random.pick(BROKEN)
    return expecting('redactable', random.pick(dice < 0.35 ? stock.sources : stock.parts))
  })
}

function expecting(expected: Expectation, request: RedactionRequest): ExpectedItem {
  return { value: bodyOf(request), expected }
}

function unknownPart(random: SeededRandom): RedactionRequest {
  const conversationId = `c${random.below(100_000)}`
  return { type: 'conversation_part', conversationId, conversationPartId: 'p-unknown' }
}

export type ItemTally = Readonly<Record<string, number>>

/** How many items must end how: known before anything runs, and from nothing of what runs. */
export function expectedTally(items: readonly ExpectedItem[]): ItemTally {
  const redactable = items.filter(({ expected }) => expected === 'redactable')
  const targets = new Set(redactable.map(({ value }) => JSON.stringify(value))).size
  const count = (wanted: Expectation) => items.filter(({ expected }) => expected === wanted).length
  return {
    redacted: targets,
    already_redacted: redactable.length - targets,
    not_redactable: count('not_redactable'),
    not_found: count('not_found'),
    failed: count('failed'),
  }
}

/** Items, by place, that ended in another way than they must. */
export function misjudged(expected: readonly ExpectedItem[], stored: readonly StoredItem[]) {
  const redacted = new Set<string>()
  return expected.flatMap((item, at) => {
    const kind = stored[at]?.outcome?.kind
    if (item.expected !== 'redactable') return kind === item.expected ? [] : [{ at, item, kind }]

    const target = JSON.stringify(item.value)
    const isFirst = kind === 'redacted' && !redacted.has(target)
    if (isFirst) redacted.add(target)
    return isFirst || kind === 'already_redacted' ? [] : [{ at, item, kind }]
  })
}

/** How many stored items ended how. */
export function tallyOf(stored: readonly StoredItem[]): ItemTally {
  const tally: Record<string, number> = {}
  for (const { outcome } of stored) {
    const kind = outcome?.kind ?? 'none'
    tally[kind] = (tally[kind] ?? 0) + 1
  }
  return tally
}
