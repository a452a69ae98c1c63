import type { Command } from 'commander'
import { defineCommand, examples, type Ended } from './define-command.ts'
import type { CommonOptions } from './session.ts'

/** The commands by which an installation is set up and looked after. */
export function addUpkeep(program: Command, ended: Ended): void {
  defineCommand(program, 'migrate', "brings the database's role, schemas and grants up to date")
    .addHelpText('after', examples('unsaid migrate'))
    .action(async (options: CommonOptions) => {
      ended(await (await import('./migrate-command.ts')).migrateCommand(options))
    })
  defineCommand(program, 'doctor', 'checks the installation, and says what to do')
    .addHelpText('after', examples('unsaid doctor', 'unsaid doctor --json'))
    .action(async (options: CommonOptions) => {
      ended(await (await import('./doctor-command.ts')).doctorCommand(options))
    })
  defineCommand(program, 'openapi', "prints the API's OpenAPI document; needs no database")
    .addHelpText('after', examples('unsaid openapi > openapi.json'))
    .action(async () => {
      ended((await import('./openapi-command.ts')).openapiCommand())
    })
}
