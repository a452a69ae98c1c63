import { sql, type PostgresPool, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { isStale } from '../failure.ts'

/**
 * Settings of a connection: a plan is made for the values it is for. One that is kept would outlive
 * the settings of the transaction that it was made in.
 */
export const PLANNED_EACH_TIME = 'plan_cache_mode=force_custom_plan'

/** Sets the contrary for a transaction where each plan could be no other. */
export const PLANNED_ONCE = sql`set_config('plan_cache_mode', 'auto', true)`

/**
 * Makes Postgres read each statement once for a connection: to parse it and to put its table's
 * policies into it takes as long as to run it for one message (measured). Statements are known by
 * their text, which holds no values, so there are no more of them than the code has.
 */
export function prepared(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => preparing(await pool.connect()),
    end: () => pool.end(),
  }
}

/** A migration may change what a statement gives: then its connection goes, for one that can read it. */
function preparing(client: pg.PoolClient): PostgresPoolClient {
  let goes = false
  const query = (text: string, values: readonly unknown[]) => {
    const name = values.length > 0 ? { name: nameOf(text) } : {}
    return client.query({ text, values: [...values], ...name }).catch((error: unknown) => {
      goes ||= isStale(error)
      throw error
    })
  }
  return {
    // The other way to call it is with a cursor, which can't be used on these connections.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => {
      client.release(goes)
    },
  }
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `unsaid_${String(names.size)}`
  names.set(text, name)
  return name
}
