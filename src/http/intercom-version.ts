/** Versions of Intercom's API that exist or existed; `Unstable` is the older word for `Preview`. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['1.0', '1.1', '1.2', '1.3', '1.4'],
  ...Array.from({ length: 18 }, (_, minor) => `2.${String(minor)}`),
  'Preview',
  'Unstable',
])

/** Whether a version header can be accepted. The redact contract is the same in all of them. */
export function isKnownVersion(version: string): boolean {
  return KNOWN.has(version)
}
