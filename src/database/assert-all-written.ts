/**
 * Makes sure that a statement wrote every row that its transaction has locked.
 *
 * @throws when one was not there: an outcome would be stored of a text that is still kept
 */
export function assertAllWritten(written: bigint | undefined, locked: number): void {
  if (Number(written) === locked) return
  throw new Error(`${String(written)} of ${String(locked)} locked rows were written`)
}
