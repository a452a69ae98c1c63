/** A body that ended before it was whole: its caller went away. */
export class BrokenBody extends Error {
  override readonly name: string = 'BrokenBody'
  readonly statusCode = 400
}

/** A body of which nothing more came for too long. */
export class StalledBody extends BrokenBody {
  override readonly name = 'StalledBody'
}

/** A body that did not end in the time that it may take as a whole. */
export class LongBody extends BrokenBody {
  override readonly name = 'LongBody'

  constructor(milliseconds: number) {
    super(`The list did not arrive within ${String(milliseconds / 1_000)} s: send it in parts`)
  }
}
