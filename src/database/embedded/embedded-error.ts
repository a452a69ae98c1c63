/** A failure of the embedded server, told to the user together with its cure. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError'
}
