/** Whom an erasure is about. The value is used to find contact ids, and never stored. */
export interface ContactSelector {
  readonly kind: 'id' | 'external_id' | 'email'
  readonly value: string
}
