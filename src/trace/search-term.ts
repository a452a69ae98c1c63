/** What a person, or a message, is known by: an address, or any words. */
export interface SearchTerm {
  readonly kind: 'email' | 'text'
  readonly value: string
}
