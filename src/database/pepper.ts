import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { sql, type QueryExecutorProvider } from 'kysely'

/** The secret of keyed hashes. A key object shows nothing of itself when it is logged or printed. */
export type Pepper = KeyObject

/** @param secret 32 characters or more */
export function pepperOf(secret: string): Pepper {
  return createSecretKey(secret, 'utf8')
}

/** HMAC-SHA256 over a list of texts; two different lists are never the same bytes. */
export function keyedHash(pepper: Pepper, texts: readonly string[]): Buffer {
  return createHmac('sha256', pepper).update(JSON.stringify(texts)).digest()
}

/** How a pepper stands to the database: `unused` knows none yet, `missing` knows one, none is given. */
export type PepperState = 'same' | 'other' | 'missing' | 'unused'

/** Whether the pepper is the one that this database's keys were made with. Changes nothing. */
export function pepperState(db: QueryExecutorProvider, pepper?: Pepper): Promise<PepperState> {
  return askCheck(db, pepper, false)
}

/** As `pepperState`; the first pepper a database sees is its own from then on. */
export function claimPepper(db: QueryExecutorProvider, pepper?: Pepper): Promise<PepperState> {
  return askCheck(db, pepper, pepper !== undefined)
}

/** The database keeps a hash of a constant, never the pepper; one text is no workspace's key. */
async function askCheck(db: QueryExecutorProvider, pepper: Pepper | undefined, keep: boolean) {
  const digest = pepper ? keyedHash(pepper, ['unsaid pepper check']) : null
  const { rows } = await sql<{ state: PepperState }>`
    select unsaid.check_pepper(${digest}::bytea, ${keep}) as state`.execute(db)
  return rows[0]?.state ?? 'unused'
}
