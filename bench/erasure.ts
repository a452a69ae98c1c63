import { postContact } from './list-job.ts'
import { listMeasurement } from './list-measurement.ts'
import { CONTACT } from './seed-messages.ts'

const PARTS = 10

/**
 * P4: the erasure of a contact who wrote n parts, planning and last look included; against one
 * statement that rewrites them, inserts as many outcomes and writes one ledger entry.
 */
export const ERASURE = listMeasurement({
  id: 'P4',
  n: 300_000,
  statement: 'insert items',
  // Everything that is stored is this contact's.
  shape: (n) => ({ conversations: Math.ceil(n / PARTS), parts: Math.min(n, PARTS) }),
  post: (call) => postContact(call, CONTACT),
})
