import { InvalidArgumentError, Option, type Command } from 'commander'
import type { BulkOptions } from './bulk-command.ts'
import type { CancelCommandOptions } from './cancel-command.ts'
import { defineCommand, examples, EXAMPLE_JOB, type Ended } from './define-command.ts'
import type { ItemsOptions } from './items-command.ts'
import type { JobsOptions } from './jobs-command.ts'
import type { RunCommandOptions } from './run-command.ts'
import { withCodeOptions, withRequester } from './with-code-options.ts'
import { wholeNumberOption, withWorkOptions } from './with-work-options.ts'

const OUTCOMES = [
  'redacted',
  'already_redacted',
  'not_redactable',
  'not_found',
  'failed',
  'canceled',
]
const STATES = [
  ...['queued', 'planning', 'ready', 'running'],
  ...['succeeded', 'completed_with_errors', 'failed', 'canceled'],
]

/** The commands about many messages at once. */
export function addLists(program: Command, ended: Ended): void {
  addBulk(program, ended)
  addItems(program, ended)
  addJobs(program, ended)
  addRun(program, ended)
  addCancel(program, ended)
}

function addBulk(program: Command, ended: Ended): void {
  const command = defineCommand(
    program,
    'bulk',
    'redacts the messages that a file lists: NDJSON, CSV or JSON',
  )
    .argument('<file>', 'the list, or - for standard input')
    .addOption(
      new Option('--format <format>', 'default: told from the list').choices([
        ...['ndjson', 'csv', 'json'],
      ]),
    )
  withCodeOptions(command, 'list').option('--dry-run', 'only plan: say what a run would do')
  withWorkOptions(command)
    .addHelpText(
      'after',
      `
An item has type (conversation_part or source), conversation_id, conversation_part_id or
source_id, and external_id if you like; the first line of a CSV file names these columns.
Without --yes the list is planned first; then you are asked, or shown how to go on.
${examples(
  'unsaid bulk list.csv --yes --reason card_number',
  'unsaid bulk list.ndjson.gz --yes --max 1000',
  'unsaid bulk list.csv --dry-run',
)}`,
    )
    .action(async (file: string, options: BulkOptions) => {
      ended(await (await import('./bulk-command.ts')).bulkCommand(file, options))
    })
}

function addItems(program: Command, ended: Ended): void {
  defineCommand(program, 'items', 'lists the items of a job, in the form that `unsaid bulk` reads')
    .argument('<job>', "the job's id")
    .addOption(new Option('--outcome <outcome>', 'only items with this outcome').choices(OUTCOMES))
    .addOption(
      new Option('--format <format>', 'how they are written; --json makes them one array')
        .choices(['ndjson', 'csv'])
        .default('ndjson'),
    )
    .addHelpText(
      'after',
      examples(
        `unsaid items ${EXAMPLE_JOB} --outcome failed > failed.ndjson`,
        `unsaid items ${EXAMPLE_JOB} --format csv | head`,
      ),
    )
    .action(async (job: string, options: ItemsOptions) => {
      ended(await (await import('./items-command.ts')).itemsCommand(job, options))
    })
}

function addJobs(program: Command, ended: Ended): void {
  defineCommand(program, 'jobs', 'lists bulk and erasure jobs, the newest first')
    .addOption(new Option('--state <state>', 'only jobs in this state').choices(STATES))
    .addOption(
      new Option('--kind <kind>', 'only jobs of this kind; default: bulk and erasure').choices([
        ...['bulk', 'erasure', 'redaction'],
      ]),
    )
    .addOption(new Option('--limit <count>', 'how many').argParser(aPage).default(20))
    .option('--before <job>', 'only jobs that come after this one in the list')
    .addHelpText('after', examples('unsaid jobs', 'unsaid jobs --state ready --json'))
    .action(async (options: JobsOptions) => {
      ended(await (await import('./jobs-command.ts')).jobsCommand(options))
    })
}

function addRun(program: Command, ended: Ended): void {
  withRequester(withWorkOptions(defineCommand(program, 'run', 'runs a job that was planned')))
    .argument('<job>', "the job's id")
    .addHelpText('after', examples(`unsaid run ${EXAMPLE_JOB} --yes --max 1000`))
    .action(async (job: string, options: RunCommandOptions) => {
      ended(await (await import('./run-command.ts')).runCommand(job, options))
    })
}

function addCancel(program: Command, ended: Ended): void {
  defineCommand(program, 'cancel', 'cancels a job; what it has redacted stays redacted')
    .argument('<job>', "the job's id")
    .option('--yes', 'cancel without asking')
    .addHelpText('after', examples(`unsaid cancel ${EXAMPLE_JOB} --yes`))
    .action(async (job: string, options: CancelCommandOptions) => {
      ended(await (await import('./cancel-command.ts')).cancelCommand(job, options))
    })
}

function aPage(text: string): number {
  const count = wholeNumberOption(text)
  if (count < 1 || count > 1_000) throw new InvalidArgumentError('It must be 1 to 1000.')
  return count
}
