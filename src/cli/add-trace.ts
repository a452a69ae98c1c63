import type { Command } from 'commander'
import { defineCommand, examples, filled, type Ended } from './define-command.ts'
import type { TraceCommandOptions } from './trace-command.ts'

/** The search of a whole database, which follows no map. */
export function addTrace(program: Command, ended: Ended): void {
  defineCommand(program, 'trace', 'searches a whole database for what a person is known by')
    .addOption(filled('--email <@file>', 'e-mail addresses, one a line; @-: standard input'))
    .addOption(filled('--text <@file>', 'names and other words, one a line; @-: standard input'))
    .addOption(filled('--database-url <url>', "the database to search; default: DATABASE_URL's"))
    .addOption(filled('--schema <name>', "one schema; default: all but Postgres' own"))
    .addHelpText(
      'after',
      examples(
        'unsaid trace --email @email.txt --schema public',
        'unsaid trace --text @- --schema public --json < email.txt',
      ),
    )
    .action(async (options: TraceCommandOptions) => {
      ended(await (await import('./trace-command.ts')).traceCommand(options))
    })
}
