import type { MapValue, TimeWord } from '../../maps/format/value-format.ts'
import type { BodyFormat } from '../../maps/values/make-value.ts'
import type { Words } from '../../maps/values/words.ts'
import type { MappedRow } from './mapped-row.ts'

/** A row that everything else hangs on: a message or a person. */
export interface Root {
  /** What copies of it say they are of; an opening message is a message, too. */
  readonly names: readonly ('message' | 'opening' | 'contact')[]
  readonly table: string
  readonly row: MappedRow
  readonly values: Readonly<Record<string, MapValue>>
  readonly touch: Readonly<Record<string, TimeWord>>
  readonly format: BodyFormat
  /** What a message says, decoded; read only where copies are searched for it. */
  readonly bodies: readonly string[]
  /** The conversations it is in, as other tables refer to them. */
  readonly conversations: readonly string[]
}

/** A row that was found, and the root that led to it. */
export interface Descendant {
  readonly row: MappedRow
  readonly root: Root
  /** What is taken out of it and its copies, where words led to it. */
  readonly words?: Words | undefined
}

/** A row of a copy. */
export interface FoundRow extends Descendant {
  readonly parent: MappedRow
}
