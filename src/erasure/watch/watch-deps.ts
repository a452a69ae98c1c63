import type { Db } from '../../database/connection.ts'
import type { Pepper } from '../../database/pepper.ts'
import type { AcceptedErasure, ErasureAsk } from '../accept-erasure.ts'

/** What a look for people who are back works with. */
export interface WatchDeps {
  readonly db: Db
  readonly pepper: Pepper
  /** The door for erasures. */
  readonly erase: (workspace: string, ask: Omit<ErasureAsk, 'lanes'>) => Promise<AcceptedErasure>
  /** Of the day, in UTC, at which a full pass begins. */
  readonly hour: number
  /** Milliseconds between two looks at new and touched rows. */
  readonly every: number
  /** Rows of a page; fewer for tests. */
  readonly most?: number
  /** Rests after a page, so that the other application is not disturbed. */
  readonly rest: () => Promise<void>
  /** Asked between two pages: false where the process stops. */
  readonly goesOn: () => boolean
}
