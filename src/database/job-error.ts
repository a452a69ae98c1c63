/** An entry of an `error.list`, in our own words, as it is stored. */
export interface JobError {
  readonly code: string
  readonly message: string
  readonly field?: string
}
