import type { Command } from 'commander'
import { defineCommand, examples, filled, type Ended } from './define-command.ts'
import type { MapAddOptions } from './map-add-command.ts'
import type { MapCheckOptions } from './map-check-command.ts'
import type { MapFromFidesOptions } from './map-from-fides-command.ts'
import type { CommonOptions } from './session.ts'

/** The commands about maps of databases that already hold the messages. */
export function addMaps(program: Command, ended: Ended): void {
  const map = program.command('map').description('maps of databases that already hold the messages')
  defineCommand(map, 'check', 'checks whether a map accounts for everything in a database')
    .argument('<map>', 'a file, or the name of a map that comes with Unsaid')
    .addOption(filled('--database-url <url>', "the database to check; default: DATABASE_URL's"))
    .addOption(filled('--schema <name>', 'the schema that the tables are in').default('public'))
    .option('--no-data', 'read the catalog only, not which kinds of rows there are')
    .addHelpText(
      'after',
      examples(
        'unsaid map check help-desk.yaml',
        'unsaid map check help-desk.yaml --schema public --json',
      ),
    )
    .action(async (given: string, options: MapCheckOptions) => {
      ended(await (await import('./map-check-command.ts')).mapCheckCommand(given, options))
    })
  addAdding(map, ended)
  addFromFides(map, ended)
  defineCommand(map, 'list', 'lists the maps that come with Unsaid; needs no database')
    .addHelpText('after', examples('unsaid map list'))
    .action(async (options: CommonOptions) => {
      ended((await import('./map-list-command.ts')).mapListCommand(options))
    })
  defineCommand(map, 'schema', 'prints the JSON Schema of maps, for editors; needs no database')
    .addHelpText('after', examples('unsaid map schema > map.schema.json'))
    .action(async () => {
      ended((await import('./map-schema-command.ts')).mapSchemaCommand())
    })
}

/** Those that put maps into use. */
function addAdding(map: Command, ended: Ended): void {
  defineCommand(map, 'add', 'adds a map, and gives the app the rights that it needs')
    .argument('<map>', 'a file, or the name of a map that comes with Unsaid')
    .addOption(filled('--schema <name>', 'the schema that the tables are in').default('public'))
    .addHelpText('after', examples('unsaid map add help-desk.yaml'))
    .action(async (given: string, options: MapAddOptions) => {
      ended(await (await import('./map-add-command.ts')).mapAddCommand(given, options))
    })
  defineCommand(map, 'show', 'shows the maps that were added, and who uses them')
    .argument('[name]', 'one of them; default: all')
    .addHelpText('after', examples('unsaid map show', 'unsaid map show help-desk --json'))
    .action(async (name: string | undefined, options: CommonOptions) => {
      ended(await (await import('./map-show-command.ts')).mapShowCommand(name, options))
    })
  defineCommand(map, 'remove', 'removes a map that no workspace uses, and its rights')
    .argument('<name>', 'a map that was added')
    .addHelpText('after', examples('unsaid map remove old-desk'))
    .action(async (name: string, options: CommonOptions) => {
      ended(await (await import('./map-remove-command.ts')).mapRemoveCommand(name, options))
    })
}

function addFromFides(map: Command, ended: Ended): void {
  defineCommand(map, 'from-fides', 'drafts a map out of a Fides dataset; needs no database')
    .argument('<file>', 'a file with the dataset, YAML or JSON; - reads standard input')
    .addOption(filled('--dataset <key>', 'which one, where the file has several'))
    .addOption(filled('--contacts <collection>', 'which collection holds the people'))
    .addOption(
      filled('--conversations <collection>', 'which one holds the conversations, such as tickets'),
    )
    .addOption(filled('--messages <collection>', 'which one holds the messages'))
    .addHelpText(
      'after',
      '\nThe map goes to stdout, what could not be known to stderr, a line each.\n' +
        examples(
          'unsaid map from-fides fides.yaml > draft.yaml 2> to-do.txt',
          'unsaid map from-fides fides.yaml --messages replies --json',
        ),
    )
    .action(async (file: string, options: MapFromFidesOptions) => {
      ended(await (await import('./map-from-fides-command.ts')).mapFromFidesCommand(file, options))
    })
}
