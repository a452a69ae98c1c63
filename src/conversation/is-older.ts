/** Whether an imported version is older than the stored one; without both times it can't be said. */
export function isOlder(imported: unknown, stored: unknown): boolean {
  return typeof imported === 'number' && typeof stored === 'number' && imported < stored
}
