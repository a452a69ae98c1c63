/** A list that cannot be told apart into items; the message is written for the user. */
export class UnreadableList extends Error {
  override readonly name = 'UnreadableList'
}
