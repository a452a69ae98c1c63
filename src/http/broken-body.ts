/** A body that ended before it was whole: its caller went away. */
export class BrokenBody extends Error {
  override readonly name: string = 'BrokenBody'
  readonly statusCode = 400
}

/** A body of which nothing more came for too long. */
export class StalledBody extends BrokenBody {
  override readonly name = 'StalledBody'
}
