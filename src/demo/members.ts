import { isObject } from '../conversation/json-object.ts'

/** A member that is an object; an empty one where there is none. */
export function objectIn(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = object[key]
  return isObject(value) ? value : {}
}

/** A value as the demo shows it. */
export function textMember(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
