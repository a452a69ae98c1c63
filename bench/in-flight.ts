/** Does something n times, so many at once as the limit allows. */
export async function inFlight(
  limit: number,
  n: number,
  work: (nth: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < n) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(limit, n) }, lane))
}
