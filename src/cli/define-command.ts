import { InvalidArgumentError, Option, type Command, type CommandOptions } from 'commander'
import { DEFAULT_WORKSPACE } from '../request/workspace-id.ts'

/** Told the exit code of the command that ran. */
export type Ended = (code: number) => void

/** Stands for any job in an example. */
export const EXAMPLE_JOB = '0199f0c2-7d3e-7a10-9c55-2f6b8e01d4aa'

/** A command with the options that every command takes. */
export function defineCommand(
  parent: Command,
  name: string,
  description: string,
  options: CommandOptions = {},
): Command {
  return parent
    .command(name, options)
    .description(description)
    .option('--workspace <id>', 'the workspace it is about', DEFAULT_WORKSPACE)
    .option('--json', 'print the result as one JSON document')
    .exitOverride()
}

/** An option whose value a script may have forgotten to fill in. */
export function filled(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.')
    return text
  })
}

export function secondsOption(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= 0 && value <= 86_400))
    throw new InvalidArgumentError('It must be 0 to 86400 seconds.')
  return value
}

/** Messages a second. */
export function rateOption(text: string): number {
  if (!/^[0-9]{1,7}$/.test(text)) throw new InvalidArgumentError('It must be 0 to 9999999.')
  return Number(text)
}

/** The end of a help page; a test runs every line. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
