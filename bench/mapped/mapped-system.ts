import type { ForeignSystem } from '../../test/scene/foreign/foreign-scene.ts'
import { CHATWOOT } from './by-hand/chatwoot.ts'
import { ZULIP } from './by-hand/zulip.ts'
import type { ByHand } from './by-hand/by-hand.ts'

/** A system whose map comes with Unsaid, and what somebody would write in place of the map. */
export interface MappedSystem {
  readonly id: string
  readonly system: ForeignSystem
  readonly byHand: ByHand
  /** Columns whose values cannot be the same on two sides: times, and random letters. */
  readonly unlike: ReadonlySet<string>
  /** Tables that a trigger of theirs writes, a row for each update: neither side's own, not compared. */
  readonly beside: readonly string[]
}

export const MAPPED_SYSTEMS: readonly MappedSystem[] = [
  { id: 'M1', system: 'chatwoot', byHand: CHATWOOT, unlike: new Set(['updated_at']), beside: [] },
  {
    id: 'M3',
    system: 'zulip',
    byHand: ZULIP,
    unlike: new Set(['api_key']),
    beside: ['fts_update_log'],
  },
]
