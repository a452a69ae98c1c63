/** By what a person may be named. */
export const SELECTOR_KINDS = ['id', 'external_id', 'email'] as const

export type SelectorKind = (typeof SELECTOR_KINDS)[number]

/** Whom an erasure is about. The value is used to find contact ids, and never stored. */
export interface ContactSelector {
  readonly kind: SelectorKind
  readonly value: string
}
