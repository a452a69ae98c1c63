import { failureKind, StartError, type FailureKind } from '../failure.ts'

/** How often rows that lost against another transaction are tried again. */
const MOST_TRIES = 20

/** Statement and transaction timeouts: what takes too long at once takes as long the next time. */
const TOO_LONG: ReadonlySet<unknown> = new Set(['57014', '25P03', '25P04'])

/** No other try and no other row would fare better. */
const HOPELESS: ReadonlySet<FailureKind> = new Set(['away', 'unwritable'])

export interface Storing<Row> {
  /** Stores rows, all of them or none. */
  readonly store: (rows: readonly Row[]) => Promise<void>
  /** Told of a row that can't be stored even alone. */
  readonly refused: (row: Row, reason: string) => void
}

/**
 * Stores rows; those that Postgres refuses or takes too long for by halves, until the bad one is
 * alone, so that it can't harm another.
 *
 * @returns what was stored, in order
 * @throws when Postgres is away, another transaction always in the way, or the process not fit for it
 */
export async function storeOrRefuse<Row>(
  rows: readonly Row[],
  storing: Storing<Row>,
  tries = MOST_TRIES,
): Promise<readonly Row[]> {
  try {
    await storing.store(rows)
    return rows
  } catch (error) {
    if (error instanceof StartError) throw error
    const reason = reasonToSplit(error)
    if (reason !== undefined) return splitOrRefuse(rows, storing, reason)
    if (HOPELESS.has(failureKind(error)) || tries === 0) throw error
    return storeOrRefuse(rows, storing, tries - 1)
  }
}

async function splitOrRefuse<Row>(
  rows: readonly Row[],
  storing: Storing<Row>,
  reason: string,
): Promise<readonly Row[]> {
  const [first] = rows
  if (first === undefined) return []
  if (rows.length === 1) {
    storing.refused(first, reason)
    return []
  }
  const middle = Math.ceil(rows.length / 2)
  const before = await storeOrRefuse(rows.slice(0, middle), storing)
  return [...before, ...(await storeOrRefuse(rows.slice(middle), storing))]
}

/** Undefined for what has nothing to do with the rows. */
function reasonToSplit(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && TOO_LONG.has(error.code)) {
    return 'the database took too long for it'
  }
  return failureKind(error) === 'other' ? 'the database refused it' : undefined
}
