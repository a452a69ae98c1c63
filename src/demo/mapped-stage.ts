import type { Kysely } from 'kysely'
import type { MappedSystem } from './mapped-system.ts'
import type { TypeCommand } from './shell.ts'
import type { Tell } from './tell.ts'

/** What the scenes on the tables of another system work with. */
export interface MappedStage {
  readonly system: MappedSystem
  /** Looks at rows as whoever owns the tables. */
  readonly owner: Kysely<never>
  /** Holds the files that commands name. */
  readonly folder: string
  readonly type: TypeCommand
  readonly tell: Tell
}
