/**
 * Waits for statements of one transaction that were asked for one behind the other, without waiting
 * for each other's reply: they go to Postgres in that order, in one round trip.
 *
 * @param asked in the order in which they were asked for
 * @returns what they gave, in that order
 * @throws what the first of them threw: all behind it fail because of it
 */
export async function together<const Asked extends readonly Promise<unknown>[]>(
  asked: Asked,
): Promise<{ -readonly [At in keyof Asked]: Awaited<Asked[At]> }> {
  const settled = await Promise.allSettled(asked)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return Promise.all(asked)
}
