import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { Db } from './connection.ts'
import type { Database } from './tables.ts'

/** A lock among all processes, held until it is let go of or lost. */
export interface HeldLock {
  /** @throws when it was lost, or Postgres does not say in time that it was not */
  assertHeld(): Promise<void>
  release(): Promise<void>
}

/** Class and key in the two-key space of advisory locks. */
export interface LockKey {
  readonly of: number
  /** Text is hashed. */
  readonly key: number | string
}

/** Milliseconds without a word from its holder after which Postgres takes the lock back. */
const SILENCE = 12_000

const WORD_EVERY = 4_000

/** Milliseconds; a connection that is half open must not stop every later try. */
const ANSWER_WITHIN = 5_000

type Session = Kysely<Database>

/**
 * Takes a lock unless somebody has it. It is that of a transaction that does nothing else: it dies
 * with its process, works behind a pooler, and Postgres takes it from a process that stands still,
 * stopped or on a machine that hangs. Such a transaction has no snapshot, and holds back no VACUUM.
 *
 * @returns undefined when somebody else has it
 * @throws when Postgres can't be asked
 */
export async function takeLock(db: Db, lock: LockKey): Promise<HeldLock | undefined> {
  const over = new AbortController()
  let ended = Promise.resolve()
  const session = await new Promise<Session | undefined>((tell, fail) => {
    ended = db
      .connection()
      .execute((one) => hold(one, lock, tell, over.signal))
      // Once it was told, whoever has it hears of it when it asks.
      .catch(fail)
      .finally(() => {
        over.abort()
      })
  })
  if (!session) return undefined
  return {
    assertHeld: () => assertHeld(session, over),
    async release() {
      over.abort()
      await inTime(ended).catch(() => undefined)
    },
  }
}

async function hold(
  session: Session,
  lock: LockKey,
  tell: (session: Session | undefined) => void,
  over: AbortSignal,
): Promise<void> {
  await sql`begin`.execute(session)
  try {
    const isLocked = await tryLock(session, lock)
    // What was asked with values keeps its snapshot until the next statement (measured).
    await giveWord(session)
    tell(isLocked ? session : undefined)
    if (isLocked) await keepWord(session, over)
  } finally {
    await inTime(sql`rollback`.execute(session)).catch(() => undefined)
  }
}

async function tryLock(session: Session, { of, key }: LockKey): Promise<boolean> {
  const second = typeof key === 'number' ? sql`${key}::int` : sql`hashtext(${key})`
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(${of}::int, ${second}) as locked,
           set_config('idle_in_transaction_session_timeout', ${String(SILENCE)}, true)
  `.execute(session)
  return rows[0]?.locked ?? false
}

async function keepWord(session: Session, over: AbortSignal): Promise<void> {
  while (!isOver(over)) {
    await pause(WORD_EVERY, undefined, { ref: false, signal: over }).catch(() => undefined)
    if (!isOver(over)) await giveWord(session)
  }
}

/** Asked anew each time: it changes while somebody waits. */
function isOver(over: AbortSignal): boolean {
  return over.aborted
}

async function giveWord(session: Session): Promise<void> {
  await inTime(sql`select`.execute(session))
}

/** @throws when there is no answer in time: nobody would hear of a connection that is half open */
async function inTime(asked: Promise<unknown>): Promise<void> {
  const answered = new AbortController()
  const late = pause(ANSWER_WITHIN, undefined, { signal: answered.signal }).then(() => {
    throw new Error('Postgres does not answer in time')
  })
  try {
    await Promise.race([asked, late])
  } finally {
    answered.abort()
    late.catch(() => undefined)
  }
}

async function assertHeld(session: Session, over: AbortController): Promise<void> {
  try {
    if (!isOver(over.signal)) await giveWord(session)
  } catch (error) {
    over.abort()
    throw error
  }
  if (isOver(over.signal)) throw new Error('the lock was lost')
}
