import { InvalidArgumentError, Option, type Command } from 'commander'
import { secondsOption } from './define-command.ts'

/** Adds what a user says of the work on many messages. */
export function withWorkOptions(command: Command): Command {
  return command
    .option('--yes', 'redact without asking')
    .addOption(
      new Option(
        '--max <count>',
        'redact nothing if the plan has more messages than this',
      ).argParser(wholeNumberOption),
    )
    .option('--no-wait', 'leave the work to a running worker')
    .addOption(
      new Option('--timeout <seconds>', 'stop waiting; the job goes on').argParser(secondsOption),
    )
}

export function wholeNumberOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
