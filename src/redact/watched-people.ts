import type { Trx } from '../database/in-workspace.ts'

/** A table with people in it that somebody else writes. */
export interface PeopleTable {
  readonly name: string
  /** Whether a new row has a greater id than those before. */
  readonly isCounted: boolean
  /** Whether a row tells when it was last written. */
  readonly isTouched: boolean
}

/** In which order rows are read: by id, or by when they were last written. */
export type Way = 'id' | 'touched'

/** Behind which row reading goes on, as texts that Postgres reads; what is null comes before all. */
export interface PeoplePlace {
  readonly id: string
  /** Of the way `touched`. */
  readonly touched: string | null
}

export interface PageAsk {
  readonly table: string
  readonly way: Way
  /** Null: from the first row on. */
  readonly after: PeoplePlace | null
  readonly most: number
}

/** By what a person's own row tells who it is about. It stays in this process. */
export interface WatchedPerson {
  readonly id: string
  /** Undefined where there is none, or what an erasure writes. */
  readonly email: string | undefined
  /** In each form in which it may have been kept. */
  readonly externalIds: readonly string[]
  /** Whether something stands there that an erasure takes away, as far as that can be told. */
  readonly isFilled: boolean
}

export interface PeoplePage {
  readonly people: readonly WatchedPerson[]
  /** The last row; null where there was none. */
  readonly last: PeoplePlace | null
}

/** The rows of people that another application writes, for whoever watches them. */
export interface WatchedPeople {
  readonly tables: readonly PeopleTable[]
  /** Where a way ends now: what is written later is read behind it. */
  end(trx: Trx, table: string, way: Way): Promise<PeoplePlace | null>
  read(trx: Trx, ask: PageAsk): Promise<PeoplePage>
  /** The rows with these ids, in any table. */
  readThese(trx: Trx, ids: readonly string[]): Promise<readonly WatchedPerson[]>
}
