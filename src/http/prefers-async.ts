/** Whether a `Prefer` header (RFC 7240: a list, each with parameters) asks not to be kept waiting. */
export function prefersAsync(header: string | string[] | undefined): boolean {
  const preferences = [header ?? []].flat().join(',').split(',')
  return preferences.some((one) => one.split(';')[0]?.trim().toLowerCase() === 'respond-async')
}
