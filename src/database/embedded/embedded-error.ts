/** A failure of the embedded server, told to the user together with its cure. */
export class EmbeddedError extends Error {
  override readonly name: string = 'EmbeddedError'
}

/** One that passes by itself when there is room: bears the code that the system gives it. */
export class FullDiskError extends EmbeddedError {
  override readonly name = 'FullDiskError'
  readonly code = 'ENOSPC'

  constructor(folder: string, options?: ErrorOptions) {
    super(`the disk of ${folder} is full: make room on it`, options)
  }
}
