import type { MessageOutline, Outline } from '../conversation/read-outline.ts'
import type { Decision } from '../eligibility/decide.ts'

/** A message with what a redaction of it would say. Its type is a word, or null. */
export interface ShownMessage extends MessageOutline {
  readonly type: string | null
  /** Unix seconds; null where it is not understood. */
  readonly created_at: number | null
  readonly redaction: Exclude<Decision['kind'], 'not_found'>
}

/** What `unsaid show` prints as JSON. */
export interface Shown extends Omit<Outline, 'source' | 'parts'> {
  readonly type: 'conversation_outline'
  readonly created_at: number | null
  readonly updated_at: number | null
  readonly source: ShownMessage | null
  readonly parts: readonly ShownMessage[]
}
