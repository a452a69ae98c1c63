import type { Command } from 'commander'
import { filled } from './define-command.ts'

/**
 * Adds what a user says of why and for whom something is done.
 *
 * @param same what else must be the same under the same key
 */
export function withCodeOptions(command: Command, same: string): Command {
  return withRequester(
    command.option('--reason <code>', 'for the ledger: 1 to 64 of a-z, 0-9, _ . and -'),
  ).option('--idempotency-key <key>', `the same key and ${same} give the same job`)
}

/** Adds who asks: a command is trusted, and names nobody by itself. */
export function withRequester(command: Command): Command {
  return command.addOption(
    filled(
      '--requested-by <name>',
      'who asks, for the ledger: 1 to 48 of A-Z, a-z, 0-9, . _ and -',
    ),
  )
}
