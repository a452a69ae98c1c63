import { APP, DATABASE, OWNER } from './secrets.ts'
import type { Secrets } from './secrets.ts'

/**
 * What a new cluster gets, one statement per line, as single-user mode reads it. The passwords are
 * our own hexadecimal digits and need no quoting.
 */
export function loginStatements(secrets: Secrets): string {
  const plain = 'nosuperuser nobypassrls noreplication nocreatedb'
  return [
    `create role ${OWNER} login createrole ${plain} password '${secrets.owner}'`,
    `create role ${APP} login nocreaterole ${plain} password '${secrets.app}'`,
    `create database ${DATABASE} owner ${OWNER}`,
    '',
  ].join('\n')
}
