import type { RequestProblem } from '../request/parse-redaction-request.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'

/** One entry of a list, as it is stored. */
export interface Item {
  /** 1-based line of the input where the item begins; in a JSON list its index + 1. */
  readonly line: number
  /** Null for a broken item. */
  readonly request: RedactionRequest | null
  /** The caller's own name for it; also a broken item keeps one that is valid. */
  readonly externalId: string | null
  /** Why it is broken, as entries of an `error.list`: our own words, never the input's. */
  readonly problems: readonly RequestProblem[]
}

/** An item that could not be read at all. */
export function brokenItem(line: number, message: string): Item {
  const problems = [{ code: 'parameter_invalid', message } as const]
  return { line, request: null, externalId: null, problems }
}
