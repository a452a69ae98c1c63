import { Option, type Command } from 'commander'
import type { CertificateOptions } from './certificate-command.ts'
import type { CertificateVerifyOptions } from './certificate-verify-command.ts'
import { defineCommand, EXAMPLE_JOB, examples, filled, type Ended } from './define-command.ts'
import type { EraseOptions } from './erase-command.ts'
import { withCodeOptions } from './with-code-options.ts'
import { withWorkOptions } from './with-work-options.ts'

/** The commands about everything of one contact. */
export function addErasures(program: Command, ended: Ended): void {
  addErase(program, ended)
  const certificate = program
    .command('certificate')
    .usage('<job> | verify <file>')
    .description('what an erasure did, to be kept and checked')
  addShow(certificate, ended)
  addVerify(certificate, ended)
}

function addErase(program: Command, ended: Ended): void {
  const command = defineCommand(program, 'erase', 'erases everything of one contact')
    .addOption(filled('--id <from>', "the contact's id, or where it is read"))
    .addOption(filled('--external-id <from>', 'or where the external id is read'))
    .addOption(filled('--email <from>', 'or where the e-mail is read'))
    .addOption(
      new Option('--scope <scope>', 'what they wrote, or every message where they take part')
        .choices(['authored', 'conversations'])
        .default('authored'),
    )
    .addOption(filled('--due <date>', 'by when it must be done; default: in a month'))
    .option('--overdue', 'that date may be over already')
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
      filled('--heads <file>', "known heads of the ledger: the certificate's must be there"),
    )
    .addHelpText('after', examples('unsaid certificate verify certificate.json'))
    .action(async (file: string, options: CertificateVerifyOptions) => {
      const { certificateVerifyCommand } = await import('./certificate-verify-command.ts')
      ended(await certificateVerifyCommand(file, options))
    })
}
