import type { JsonObject } from './json-object.ts'

/**
 * A record that passed every check, or why it didn't. `line` is the 1-based line of the input
 * where it begins, `bytes` its length there.
 */
export type ReadRecord =
  | {
      readonly ok: true
      readonly line: number
      readonly record: JsonObject
      readonly bytes: number
    }
  | { readonly ok: false; readonly line: number; readonly reason: string }
