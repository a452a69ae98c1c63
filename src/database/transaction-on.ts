import {
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
  type DatabaseConnection,
  type Dialect,
  type QueryExecutor,
} from 'kysely'
import type { Database } from './tables.ts'

export interface OpenTransaction {
  readonly trx: Transaction<Database>
  /** From here on it takes no statement: its connection may be another's already. */
  readonly close: () => void
}

/**
 * A transaction on a connection where one has begun. Its statements are sent as they are asked for;
 * Kysely's own sends the next when the reply to the last has come, which takes a round trip each.
 */
export function transactionOn(
  connection: DatabaseConnection,
  executor: QueryExecutor,
): OpenTransaction {
  const state = { isOpen: true }
  const own = executor.withConnectionProvider({
    async provideConnection(use) {
      if (!state.isOpen) throw new Error('a statement came after the end of its transaction')
      return use(connection)
    },
  })
  return {
    trx: new Transaction({
      config: { dialect: WITHOUT_CONNECTIONS },
      dialect: WITHOUT_CONNECTIONS,
      driver: new DummyDriver(),
      executor: own,
    }),
    close: () => {
      state.isOpen = false
    },
  }
}

/** What Kysely wants to know of its database besides the connection it is given. */
const WITHOUT_CONNECTIONS: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}
