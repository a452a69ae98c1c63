/** What a dataset does not tell, or what of it has no place in a map: for whoever goes on with the draft. */
export interface DraftNote {
  readonly line: number
  readonly message: string
}

/** Where a draft says what nobody told, as a path of members. */
export interface DraftGuess {
  readonly path: readonly (string | number)[]
  readonly comment: string
}

/** A part of a draft, with what must be known of it. */
export interface DraftPart<Said> {
  readonly said: Said
  readonly guesses: readonly DraftGuess[]
  readonly notes: readonly DraftNote[]
}
