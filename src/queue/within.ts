/**
 * What `work` resolves to, or a rejection once it took too long: BullMQ may wait without end for a
 * server that does not answer (its issue 4656).
 *
 * @param milliseconds after which it counts as failed; what it started goes on
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('the queue did not answer in time'))
    }, milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
