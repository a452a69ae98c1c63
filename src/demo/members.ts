/** A member that is an object; an empty one where there is none. */
export function objectIn(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = object[key]
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as the demo shows it. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
