/** A mistake in how a command was called; its message is for the user, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
