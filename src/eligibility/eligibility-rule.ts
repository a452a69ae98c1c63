import type { Target } from './target.ts'

/** One rule of the contract: which targets it refuses, and under which name. */
export interface EligibilityRule {
  readonly reason: string
  readonly refuses: (target: Target) => boolean
}
