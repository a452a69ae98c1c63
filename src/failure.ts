import { isRecord } from './is-record.ts'

/** A failure of configuration or connection at start; its message is written for the user. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/**
 * Tables of another system are not what the map of a workspace says: nothing of it is touched until
 * somebody has mended the map. Its message names columns, and is written for the user.
 */
export class MapOutdated extends Error {
  override readonly name = 'MapOutdated'
}

/** Lost against another transaction, as only we can tell: bears the code that Postgres gives it. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
  readonly code = '40001'
}

/**
 * What a failed transaction means for its group:
 * - `away`: Postgres is not there or not taking work; nothing is wrong with the group
 * - `conflict`: lost against another transaction; the same group may simply run again
 * - `locked`: somebody held a row too long, or the group took too long
 * - `unwritable`: a publication, or a map that its tables have outgrown, keeps the table from being
 *   written, for every group alike
 * - `other`: something in the group itself
 */
export type FailureKind = 'away' | 'conflict' | 'locked' | 'unwritable' | 'other'

const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01'])
/** A lock, statement, idle or transaction timeout; the last two end the connection as well. */
const LOCKED: ReadonlySet<string> = new Set(['55P03', '57014', '25P03', '25P04'])

/**
 * Refused at connect, or a server that takes no writes: 08 connection, 28 login, 3D000 no such
 * database, 53 resources, 55000 not accepting connections, 57P shutdown, 25006 read only.
 */
const AWAY = /^(08|28|3D000|53|55000|57P|25006)/

/** Codes of Node's sockets; pg reports a lost connection by them or by a message alone. */
const SOCKET_CODE = /^(E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_|NOTFOUND)|ENOTFOUND)/
const PG_CONNECTION_LOST = /^(Connection terminated|timeout exceeded when trying|Client has)/

/** @param error whatever was thrown inside or around a transaction */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof MapOutdated) return 'unwritable'
  const code = codeOf(error)
  if (code === undefined) return isConnectionLoss(error) ? 'away' : 'other'
  if (CONFLICTS.has(code)) return 'conflict'
  if (LOCKED.has(code)) return 'locked'
  if (isUnwritable(error) || isGone(error)) return 'unwritable'
  return isAwayCode(code) || isStale(error) || isStandby(error) ? 'away' : 'other'
}

/**
 * Whether a transaction of ours could not begin as one that writes: the server copies another. A
 * primary that was demoted is one, too.
 */
export function isStandby(error: unknown): boolean {
  if (!isRecord(error)) return false
  return error.code === '0A000' && error.routine === 'call_bool_check_hook'
}

/**
 * Whether a migration came under a prepared statement: the next connection can read it. Told by
 * where Postgres says so, since anything that is not supported bears the same code, a trigger's
 * error about one row included.
 */
export function isStale(error: unknown): boolean {
  return isRecord(error) && error.code === '0A000' && error.routine === 'RevalidateCachedQuery'
}

/**
 * Whether a publication forbids it: a row filter or a list of columns that the table's identity
 * does not cover (42P10), or no identity (55000). Told by where Postgres says so, since 55000 is
 * also a server that does not take connections.
 */
function isUnwritable(error: unknown): boolean {
  return isRecord(error) && error.routine === 'CheckCmdReplicaIdentity'
}

/** A column or table is gone, as an upgrade of another system takes it away under a map. */
function isGone(error: unknown): boolean {
  const code = codeOf(error)
  return code === '42703' || code === '42P01'
}

/** Whether the disk has no room: Postgres's, or the one that a file of ours is on. */
export function isDiskFull(error: unknown): boolean {
  return DISK_FULL.has(codeOf(error) ?? '')
}

const DISK_FULL: ReadonlySet<string> = new Set(['53100', 'ENOSPC'])

/** What an operator has to do something about; everything else passes, or is ours to mend. */
export function whyFailed(error: unknown): string | undefined {
  if (isDiskFull(error)) return 'the disk is full'
  if (error instanceof MapOutdated) return error.message
  if (isGone(error)) return 'a table or a column is gone: unsaid doctor'
  if (isUnwritable(error)) return 'a publication keeps the table from being written: unsaid doctor'
  return undefined
}

function isAwayCode(code: string): boolean {
  return AWAY.test(code) || SOCKET_CODE.test(code)
}

function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && PG_CONNECTION_LOST.test(error.message)
}

function codeOf(error: unknown): string | undefined {
  const code = isRecord(error) ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/**
 * What may be logged of an error: its name, codes and where in our code it was thrown. Never its
 * message: Postgres quotes the row in `detail`, `where` and sometimes `message`, and JSON.parse
 * quotes its input.
 */
export function describeFailure(error: unknown): Record<string, unknown> {
  if (!isRecord(error)) return { name: typeof error }
  const { name, code, table, constraint, syscall } = error
  const why = whyFailed(error)
  const described = { name, code, why, table, constraint, syscall, frames: framesOf(error) }
  return Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined))
}

/** The stack begins with the message, which may itself have lines that look like frames. */
function framesOf({ stack, message }: Record<string, unknown>): string[] | undefined {
  if (typeof stack !== 'string' || typeof message !== 'string') return undefined
  const at = stack.indexOf(message)
  if (at < 0) return []
  return stack
    .slice(at + message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 8)
}
