import type { Head, HeadsLine } from './head.ts'

/**
 * The heads that a workspace's chain must still have, by seq. A restored backup ends the heads
 * beyond the point that it still had.
 */
export function headsInForce(lines: Iterable<HeadsLine>, workspace: string): Head[] {
  let heads: Head[] = []
  for (const line of lines) {
    if (line.workspace !== workspace) continue
    if (line.type === 'restored') heads = heads.filter(({ seq }) => seq <= line.seq)
    if (line.seq > 0) heads.push(line)
  }
  return heads.sort((one, other) => one.seq - other.seq)
}

/** Notes a line in the newest heads by workspace. */
export function noteNewest(newest: Map<string, Head>, line: HeadsLine): void {
  const known = newest.get(line.workspace)
  // Of two writers the slower one may write the older head last.
  if (line.type === 'restored' || !known || line.seq >= known.seq) newest.set(line.workspace, line)
}
