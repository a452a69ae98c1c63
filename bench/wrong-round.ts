/** What was measured did not do its work: its figure counts for nothing. */
export class WrongRound extends Error {}

/** @throws WrongRound that names every count that is not as it must be */
export function assertCounts(
  what: string,
  found: Readonly<Record<string, number>>,
  wanted: Readonly<Record<string, number>>,
): void {
  const wrong = Object.entries(wanted).filter(([name, count]) => found[name] !== count)
  if (wrong.length === 0) return
  const list = wrong.map(([name, count]) => `${name} ${String(found[name])} instead of ${count}`)
  throw new WrongRound(`${what}: ${list.join(', ')}`)
}
