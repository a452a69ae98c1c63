/** What the rules need to know of a target. It holds no text: Postgres answers `hasBody`. */
export type Target = PartTarget | SourceTarget

export interface PartTarget {
  readonly type: 'conversation_part'
  /** Redacted by Unsaid itself; an imported `redacted: true` may still hold quoted history. */
  readonly redacted: boolean
  readonly hasBody: boolean
}

export interface SourceTarget {
  readonly type: 'source'
  readonly redacted: boolean
  /** The author's `type` as imported; null when the object names none. */
  readonly authorType: string | null
}
