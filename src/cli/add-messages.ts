import { Option, type Command } from 'commander'
import {
  defineCommand,
  EXAMPLE_JOB,
  examples,
  filled,
  secondsOption,
  type Ended,
} from './define-command.ts'
import type { RedactCommandOptions } from './redact-command.ts'
import type { CommonOptions } from './session.ts'
import type { ShowOptions } from './show-command.ts'
import type { StatusCommandOptions } from './status-command.ts'
import { withCodeOptions } from './with-code-options.ts'
import { wholeNumberOption } from './with-work-options.ts'

/** The commands about messages and the jobs that take them back. */
export function addMessages(program: Command, ended: Ended): void {
  addImport(program, ended)
  addShow(program, ended)
  addRedact(program, ended)
  defineCommand(program, 'status', 'shows the state of a job')
    .argument('<job>', "the job's id")
    .addOption(new Option('--wait <seconds>', 'wait until the job ends').argParser(secondsOption))
    .option('--watch', 'show the progress until the job ends')
    .addHelpText(
      'after',
      examples(
        `unsaid status ${EXAMPLE_JOB}`,
        `unsaid status ${EXAMPLE_JOB} --wait 30 --json`,
        `unsaid status ${EXAMPLE_JOB} --watch`,
      ),
    )
    .action(async (job: string, options: StatusCommandOptions) => {
      ended(await (await import('./status-command.ts')).statusCommand(job, options))
    })
}

function addImport(program: Command, ended: Ended): void {
  defineCommand(
    program,
    'import',
    'imports conversations and contacts: one, a list, a page, or NDJSON',
  )
    .argument('<file>', 'a JSON or NDJSON file, or - for standard input')
    .addHelpText(
      'after',
      examples('unsaid import conversations.ndjson', 'zcat export.gz | unsaid import -'),
    )
    .action(async (file: string, options: CommonOptions) => {
      ended(await (await import('./import-command.ts')).importCommand(file, options))
    })
}

function addShow(program: Command, ended: Ended): void {
  defineCommand(program, 'show', 'shows what a conversation consists of, without its text')
    .argument('<conversation>', "the conversation's id")
    .option('--text', 'with subject and bodies')
    .addOption(
      new Option('--parts <count>', 'how many of the newest parts')
        .argParser(wholeNumberOption)
        .default(500),
    )
    .addHelpText(
      'after',
      examples('unsaid show 1911149811', 'unsaid show 1911149811 --text --parts 10'),
    )
    .action(async (conversation: string, options: ShowOptions) => {
      ended(await (await import('./show-command.ts')).showCommand(conversation, options))
    })
}

function addRedact(program: Command, ended: Ended): void {
  const command = defineCommand(program, 'redact', 'redacts one message')
    .addOption(filled('--conversation-id <id>', 'the conversation'))
    .addOption(filled('--part-id <id>', 'the part of it to redact'))
    .addOption(filled('--source-id <id>', 'or its source message'))
  withCodeOptions(command, 'message')
    .option('--no-wait', 'leave the work to a running worker')
    .addOption(
      new Option('--timeout <seconds>', 'stop waiting; the job goes on')
        .argParser(secondsOption)
        .default(60),
    )
    .addHelpText(
      'after',
      examples(
        'unsaid redact --conversation-id 1911149811 --part-id 2202737123',
        'unsaid redact --conversation-id 1911149811 --source-id 269650473 --reason card_number',
        'unsaid redact --conversation-id 1911149811 --part-id 2202737123 --idempotency-key t-4711',
      ),
    )
    .action(async (options: RedactCommandOptions) => {
      ended(await (await import('./redact-command.ts')).redactCommand(options))
    })
}
