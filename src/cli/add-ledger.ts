import { InvalidArgumentError, Option, type Command } from 'commander'
import { defineCommand, examples, filled, type Ended } from './define-command.ts'
import type { LedgerReplayOptions } from './ledger-replay-command.ts'
import type { LedgerTailOptions } from './ledger-tail-command.ts'
import type { LedgerVerifyOptions } from './ledger-verify-command.ts'
import type { CommonOptions } from './session.ts'

/** The commands about the record of what was redacted. */
export function addLedger(program: Command, ended: Ended): void {
  const ledger = program.command('ledger').description('the sealed record of what was redacted')
  addVerify(ledger, ended)
  defineCommand(ledger, 'export', 'prints the sealed entries as NDJSON, the head as last line')
    .addHelpText('after', examples('unsaid ledger export > ledger.ndjson'))
    .action(async (options: CommonOptions) => {
      ended(await (await import('./ledger-export-command.ts')).ledgerExportCommand(options))
    })
  addReplay(ledger, ended)
  addTail(ledger, ended)
}

function addVerify(ledger: Command, ended: Ended): void {
  defineCommand(ledger, 'verify', 'checks ledger and messages, and names what was changed')
    .addOption(filled('--heads <file>', 'a file of known heads; default: UNSAID_LEDGER_HEADS'))
    .addHelpText(
      'after',
      examples('unsaid ledger verify', 'unsaid ledger verify --heads heads.ndjson --json'),
    )
    .action(async (options: LedgerVerifyOptions) => {
      ended(await (await import('./ledger-verify-command.ts')).ledgerVerifyCommand(options))
    })
}

function addReplay(ledger: Command, ended: Ended): void {
  defineCommand(ledger, 'replay', 'redacts and erases again what a restored backup brought back')
    .argument('[file]', 'an export of the ledger from before the loss')
    .option('--accept-loss', 'accept that redactions which no export holds are lost')
    .addHelpText(
      'after',
      examples(
        'unsaid ledger replay ledger.ndjson',
        'UNSAID_LEDGER_HEADS=heads.ndjson unsaid ledger replay --accept-loss',
      ),
    )
    .action(async (file: string | undefined, options: LedgerReplayOptions) => {
      ended(await (await import('./ledger-replay-command.ts')).ledgerReplayCommand(file, options))
    })
}

function addTail(ledger: Command, ended: Ended): void {
  defineCommand(ledger, 'tail', 'prints the newest sealed records, one a line')
    .addOption(new Option('--lines <count>', 'how many').argParser(count).default(10))
    .addOption(
      filled('--after <cursor>', 'the records after this next_cursor of GET /redactions instead'),
    )
    .option('--follow', 'also print records that are sealed later, until you stop it')
    .addHelpText(
      'after',
      examples('unsaid ledger tail --lines 20', 'unsaid ledger tail --after 12-1'),
    )
    .action(async (options: LedgerTailOptions) => {
      ended(await (await import('./ledger-tail-command.ts')).ledgerTailCommand(options))
    })
}

function count(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
