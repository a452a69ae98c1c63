import type { Backend } from './read-options.ts'
import type { Findings } from './result.ts'
import type { Stage } from './stage.ts'

/** One measurement of the design's section 7, on one backend. */
export interface Measurement {
  /** Some are taken together, since they share a side. */
  readonly ids: readonly string[]
  /** Its size in the design, or one that is quick enough where the design leaves it open. */
  readonly n: number
  /** Where the design measures it, and where it can also be measured. */
  readonly backends: {
    readonly designed: readonly Backend[]
    readonly possible: readonly Backend[]
  }
  measure(stage: Stage, options: MeasureOptions): Promise<Findings>
}

export interface MeasureOptions {
  readonly backend: Backend
  readonly n: number
  readonly rounds: number
  /** Those of `ids` that were asked for. */
  readonly ids: readonly string[]
}

export const REDIS_FIRST = { designed: ['redis'], possible: ['redis', 'postgres'] } as const
