import { PLANNED_EACH_TIME } from './plans.ts'

/** Milliseconds. A transaction of ours is short; one that is not holds back VACUUM and others. */
const TIMEOUTS = {
  statement_timeout: '30000',
  lock_timeout: '2000',
  idle_in_transaction_session_timeout: '30000',
} as const

/**
 * What we rely on, and a server, database or role may have set otherwise: node-postgres reads dates
 * in this style alone, and a role for which row-level security is off gets an error in place of its
 * own rows. Statements that find rows by their keys look dear to a Postgres before 18, which compiles
 * them first: an erasure of one message took 15 s in place of 1 (measured, with 15).
 */
const RELIED_ON = { datestyle: 'ISO', timezone: 'UTC', row_security: 'on', jit: 'off' } as const

/** As each transaction of ours begins, whatever server, database and role say. */
export const BEGIN = 'begin isolation level read committed read write'

/**
 * The one statement that makes a transaction the app's, or fails, and with it whatever is sent behind
 * it. Where a connection is shared each transaction begins with it, and its settings end with that: a
 * pooler gives the connection to others then. A connection of our own is the app's as a whole.
 *
 * @param appRole a plain role name, as `UNSAID_APP_ROLE` takes
 * @param of what the settings are for
 */
export function becomeApp(appRole: string, of: 'transaction' | 'connection'): string {
  const settings = { ...TIMEOUTS, ...RELIED_ON, ...PLANNED_EACH_TIME, search_path: 'unsaid' }
  const begun = of === 'connection' ? BEGUN : {}
  const set = Object.entries({ role: appRole, ...settings, ...begun }).map(
    ([name, value]) => `set_config('${name}', '${value}', ${String(of === 'transaction')})`,
  )
  // The cast is of what is no number: it fails, and names the role.
  const check = `case when current_user = '${appRole}' then 0 else cast(current_user as integer) end`
  // One column, however many settings: each is told by name and type with every reply.
  return `select concat(${[...set, check].join(', ')}) as settings`
}

/** How a statement without a transaction begins one. */
const BEGUN = {
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
} as const

/**
 * The same for a session of its own, sent at connect: BullMQ's on Postgres, whose statements are not
 * ours to begin. Poolers refuse it.
 */
export function connectionOptions(appRole: string): string {
  return optionsOf({ role: appRole, ...OF_SESSIONS })
}

/** For the owner of the schemas, whose statements take as long as they take. */
export const OWNER_OPTIONS = optionsOf(ofSessions(RELIED_ON))

const OF_SESSIONS = ofSessions({ ...TIMEOUTS, ...RELIED_ON })

function ofSessions(settings: Readonly<Record<string, string>>) {
  return {
    ...settings,
    default_transaction_isolation: String.raw`read\ committed`,
    default_transaction_read_only: 'off',
  }
}

function optionsOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}
