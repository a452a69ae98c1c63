import { postItems } from './list-job.ts'
import { listMeasurement } from './list-measurement.ts'
import { shapeFor } from './seed-messages.ts'

/**
 * P3: a bulk job of n items, from the commit that accepts it to the last outcome; against one
 * statement that rewrites the same rows, updates the same item rows and writes one ledger entry.
 */
export const BULK = listMeasurement({
  id: 'P3',
  n: 300_000,
  statement: 'update items',
  shape: (n) => shapeFor(n, 10),
  post: postItems,
})
