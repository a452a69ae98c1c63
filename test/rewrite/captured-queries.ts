import { CompiledQuery, Kysely, PostgresDialect, type CompiledQuery as Query } from 'kysely'
import { openPool, type Db } from '../../src/database/connection.ts'
import type { Database } from '../../src/database/tables.ts'
import type { TestDatabase } from '../database-test.ts'

/** A connection of the app's own kind that remembers what it was asked. */
export function capturing({ url, appRole }: TestDatabase): { db: Db; queries: Query[] } {
  const queries: Query[] = []
  const dialect = new PostgresDialect({ pool: openPool({ url, appRole, max: 2 }) })
  const db = new Kysely<Database>({ dialect, log: ({ query }) => void queries.push(query) })
  return { db, queries }
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
  queries: readonly Query[],
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
function isPlanned({ sql }: Query): boolean {
  return !/^\s*(?:fetch|close) /.test(sql)
}

function transactionsOf(queries: readonly Query[]): Query[][] {
  const transactions: Query[][] = []
  for (const query of queries) {
    if (query.sql === 'begin') transactions.push([])
    else if (query.sql !== 'commit') transactions.at(-1)?.push(query)
  }
  return transactions
}
