import { failureKind, isStandby, StartError } from '../failure.ts'

/**
 * Says what to do about the failures of a first connection that a user can cause; shows no message
 * of the server's own.
 *
 * @param variable the one that names the database
 * @returns a StartError, or the error itself when it is none of these
 */
export function explainFailure(error: unknown, variable: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const explained =
    (isStandby(error) ? EXPLAINED['25006'] : EXPLAINED[code]) ??
    explainedByMessage(error) ??
    explainedByKind(error, code)
  return explained === undefined ? error : new StartError(`${explained} (${variable})`)
}

const CERTIFICATE = "Postgres's certificate can't be verified: give sslrootcert in the URL"

const EXPLAINED: Readonly<Record<string, string>> = {
  '28P01': 'Postgres refuses the password: check the URL',
  '25006': 'this Postgres is a standby and takes no writes: name its primary, or check the URL',
  '28000': 'Postgres refuses this login: check the URL',
  '3D000': 'there is no such database: create it, or check the URL',
  '22023': "the app's role does not exist: run `unsaid migrate` first",
  '42501': "this login lacks a right: run `unsaid migrate` as the schema's owner first",
  '53100': 'the disk of the database is full: make room on it',
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  ERR_TLS_CERT_ALTNAME_INVALID: CERTIFICATE,
}

/** What node-postgres finds out by itself has no code. */
function explainedByMessage(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : ''
  if (message.startsWith('SASL: ')) return 'Postgres asks for a password: put it into the URL'
  if (message.includes('does not support SSL')) return 'Postgres has no SSL: check sslmode'
  return undefined
}

function explainedByKind(error: unknown, code: string): string | undefined {
  if (failureKind(error) !== 'away') return undefined
  return `Postgres can't be reached (${code || 'no answer'}): check that it runs, and the URL`
}
