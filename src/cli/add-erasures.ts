import { Option, type Command } from 'commander'
import type { CertificateOptions } from './certificate-command.ts'
import type { CertificateVerifyOptions } from './certificate-verify-command.ts'
import { defineCommand, EXAMPLE_JOB, examples, filled, type Ended } from './define-command.ts'
import type { EraseOptions } from './erase-command.ts'
import type { ErasuresOptions, PeriodOptions } from './erasures-command.ts'
import { withCodeOptions } from './with-code-options.ts'
import type { RecheckOptions } from './recheck-command.ts'
import type { CommonOptions } from './session.ts'
import { withWorkOptions } from './with-work-options.ts'

/** The commands about everything of one contact. */
export function addErasures(program: Command, ended: Ended): void {
  addErase(program, ended)
  addList(program, ended)
  const certificate = program
    .command('certificate')
    .usage('<job> | list | verify <file>')
    .description('what an erasure did, to be kept and checked')
  addShow(certificate, ended)
  addCertificates(certificate, ended)
  addVerify(certificate, ended)
  addFindings(program, ended)
  addRecheck(program, ended)
}

function addErase(program: Command, ended: Ended): void {
  const command = defineCommand(program, 'erase', 'erases everything of one contact')
    .addOption(filled('--id <from>', "the contact's id, or where to read it from"))
    .addOption(filled('--external-id <from>', 'or where to read the external id from'))
    .addOption(filled('--email <from>', 'or where to read the e-mail from'))
    .addOption(
      new Option('--scope <scope>', 'what they wrote, or every message where they take part')
        .choices(['authored', 'conversations'])
        .default('authored'),
    )
    .addOption(filled('--due <date>', 'by when it must be done; default: in a month'))
    .option('--overdue', 'accept a due date that is over already')
  withCodeOptions(command, 'contact').option('--dry-run', 'only plan: say what a run would do')
  withWorkOptions(command)
    .addHelpText('after', eraseHelp())
    .action(async (options: EraseOptions) => {
      ended(await (await import('./erase-command.ts')).eraseCommand(options))
    })
}

function eraseHelp(): string {
  return `
A person's e-mail or external id is read, never typed as an argument, which others would see:
from - (standard input), @FILE (its one line), or ask (you are asked on the terminal).
Without --yes the erasure is planned first; then you are asked, or shown how to go on.
${examples(
  'unsaid erase --email @email.txt --dry-run',
  'unsaid erase --email - --yes --reason ticket-4711 --requested-by ines.k < email.txt',
  'unsaid erase --id 6650a1f2c3d4e5f607182931 --scope conversations --due 2030-01-31 --yes',
)}`
}

function addList(program: Command, ended: Ended): void {
  withPeriod(defineCommand(program, 'erasures', 'lists erasures: of whom, and whether in time'))
    .option('--overdue', 'only erasures that were not done by their due date')
    .addOption(new Option('--csv', 'as a table for a spreadsheet').conflicts(['html', 'json']))
    .addOption(new Option('--html', 'as a page to be printed').conflicts(['json']))
    .addHelpText(
      'after',
      examples(
        'unsaid erasures --since 2030-01-01 --until 2030-01-31',
        'unsaid erasures --overdue --csv > overdue.csv',
      ),
    )
    .action(async (options: ErasuresOptions) => {
      ended(await (await import('./erasures-command.ts')).erasuresCommand(options))
    })
}

function addCertificates(certificate: Command, ended: Ended): void {
  withPeriod(defineCommand(certificate, 'list', 'lists certificates, the newest first'))
    .addHelpText('after', examples('unsaid certificate list --since 2030-01-01'))
    .action(async (options: PeriodOptions) => {
      const { certificateListCommand } = await import('./certificate-list-command.ts')
      ended(await certificateListCommand(options))
    })
}

function withPeriod(command: Command): Command {
  return command
    .addOption(filled('--since <date>', 'only erasures accepted from this date on, in UTC'))
    .addOption(filled('--until <date>', 'only erasures accepted until the end of this date'))
}

function addShow(certificate: Command, ended: Ended): void {
  defineCommand(certificate, 'show', 'prints the certificate of an erasure', { isDefault: true })
    .argument('<job>', "the job's id")
    .addOption(
      new Option('--format <format>', 'html: a page to be printed')
        .choices(['json', 'html'])
        .default('json'),
    )
    .addHelpText(
      'after',
      examples(
        `unsaid certificate ${EXAMPLE_JOB} > certificate.json`,
        `unsaid certificate ${EXAMPLE_JOB} --format html > certificate.html`,
      ),
    )
    .action(async (job: string, options: CertificateOptions) => {
      ended(await (await import('./certificate-command.ts')).certificateCommand(job, options))
    })
}

function addVerify(certificate: Command, ended: Ended): void {
  defineCommand(certificate, 'verify', 'checks a certificate; needs no server and no database')
    .argument('<file>', 'the certificate as JSON, or - for standard input')
    .addOption(
      filled(
        '--heads <file>',
        'a file of known heads of the ledger: one of them must prove the certificate',
      ),
    )
    .addOption(
      filled('--ledger <file>', 'an export of the ledger, to compare it with; needs --heads'),
    )
    .addHelpText(
      'after',
      examples(
        'unsaid certificate verify certificate.json --heads heads.ndjson',
        'unsaid certificate verify certificate.json --ledger ledger.ndjson --heads heads.ndjson',
      ),
    )
    .action(async (file: string, options: CertificateVerifyOptions) => {
      const { certificateVerifyCommand } = await import('./certificate-verify-command.ts')
      ended(await certificateVerifyCommand(file, options))
    })
}

function addFindings(program: Command, ended: Ended): void {
  defineCommand(program, 'findings', 'lists where an erasure left something of the person, by ids')
    .argument('<job>', "the erasure's id")
    .addHelpText('after', examples(`unsaid findings ${EXAMPLE_JOB}`))
    .action(async (job: string, options: CommonOptions) => {
      ended(await (await import('./findings-command.ts')).findingsCommand(job, options))
    })
}

function addRecheck(program: Command, ended: Ended): void {
  defineCommand(program, 'recheck', 'searches again for what is left of people who were erased')
    .argument('[job]', 'one erasure; default: all that were not searched like this yet')
    .option('--all', 'all erasures')
    .option('--fix', 'erase what is found, and issue a new certificate in place of the old one')
    .addHelpText(
      'after',
      `
--fix leaves alone what a person has written since the erasure: they are a customer again.
${examples('unsaid recheck', `unsaid recheck ${EXAMPLE_JOB} --fix`, 'unsaid recheck --all --json')}`,
    )
    .action(async (job: string | undefined, options: RecheckOptions) => {
      ended(await (await import('./recheck-command.ts')).recheckCommand(job, options))
    })
}
