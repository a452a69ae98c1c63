import { CompiledQuery, Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import { openPool, type Db } from '../../src/database/connection.ts'
import type { Database } from '../../src/database/tables.ts'
import type { TestDatabase } from '../database-test.ts'

export interface Asked {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** A connection of the app's own kind that remembers what it was asked, in that order. */
export function capturing({ url, appRole }: TestDatabase): { db: Db; queries: Asked[] } {
  const queries: Asked[] = []
  const pool = remembering(openPool({ url, appRole, max: 2 }).asked, queries)
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), queries }
}

function remembering(pool: PostgresPool, queries: Asked[]): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect()
      const query = (sql: string, parameters: readonly unknown[] = []) => {
        queries.push({ sql, parameters })
        return client.query(sql, parameters)
      }
      return { query: query as typeof client.query, release: () => client.release() }
    },
    end: () => pool.end(),
  }
}

export interface Planned {
  readonly sql: string
  readonly plan: string
}

/**
 * The plans of captured statements with their own parameters, as the app's role would run them: in
 * the transactions they were captured in, after the settings that were made in those.
 *
 * @param options of `explain`
 */
export async function plansOf(
  db: Db,
  queries: readonly Asked[],
  options?: string,
): Promise<Planned[]> {
  const plans: Planned[] = []
  for (const transaction of transactionsOf(queries)) {
    await db.transaction().execute(async (trx) => {
      for (const { sql, parameters } of transaction.filter(isPlanned)) {
        const explained = isSetting(sql) ? sql : `explain ${options ? `(${options})` : ''} ${sql}`
        const { rows } = await trx.executeQuery<Row>(CompiledQuery.raw(explained, [...parameters]))
        if (!isSetting(sql))
          plans.push({ sql, plan: rows.map((row) => row['QUERY PLAN']).join('\n') })
      }
    })
  }
  return plans
}

interface Row {
  readonly 'QUERY PLAN': string
}

function isSetting(sql: string): boolean {
  return /^\s*select set_config/.test(sql)
}

/** A cursor is planned where it is declared. */
function isPlanned({ sql }: Asked): boolean {
  return !/^\s*(?:fetch|close) /.test(sql)
}

function transactionsOf(queries: readonly Asked[]): Asked[][] {
  const transactions: Asked[][] = []
  for (const query of queries) {
    if (query.sql === 'begin') transactions.push([])
    else if (query.sql !== 'commit') transactions.at(-1)?.push(query)
  }
  return transactions
}
