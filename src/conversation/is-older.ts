import { unixSeconds } from './unix-time.ts'

/** Whether an imported version is older than the stored one; without both times it can't be said. */
export function isOlder(imported: unknown, stored: unknown): boolean {
  const [theirs, ours] = [unixSeconds(imported), unixSeconds(stored)]
  return theirs !== undefined && ours !== undefined && theirs < ours
}
