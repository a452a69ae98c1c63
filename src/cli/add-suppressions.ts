import type { Command } from 'commander'
import { defineCommand, examples, type Ended } from './define-command.ts'
import type { CommonOptions } from './session.ts'

const EXAMPLE_SUPPRESSION = '0199f0c2-8a51-7c44-b1de-5a0b6c2f9e13'

/** The commands about what imports may not bring back. */
export function addSuppressions(program: Command, ended: Ended): void {
  const suppression = program
    .command('suppression')
    .description('what keeps erased people from being imported again')
  defineCommand(
    suppression,
    'list',
    'lists who is kept from being imported again, without names or addresses',
  )
    .addHelpText('after', examples('unsaid suppression list', 'unsaid suppression list --json'))
    .action(async (options: CommonOptions) => {
      ended(await (await import('./suppression-command.ts')).suppressionListCommand(options))
    })
  defineCommand(
    suppression,
    'lift',
    'lets imports bring back what one entry of that list keeps out',
  )
    .argument('<id>', "the entry's id")
    .addHelpText('after', examples(`unsaid suppression lift ${EXAMPLE_SUPPRESSION}`))
    .action(async (id: string, options: CommonOptions) => {
      ended(await (await import('./suppression-command.ts')).suppressionLiftCommand(id, options))
    })
}
