import type { Command } from 'commander'
import { buildProgram } from '../../src/cli/program.ts'

/** Every command as it is typed, groups and the program itself included. */
export function everyCommand(): string[][] {
  return namesUnder(buildProgram(() => undefined))
}

/** What `--help` of a command prints. */
export function helpOf(names: readonly string[]): string {
  let command = buildProgram(() => undefined)
  for (const name of names) {
    command = command.commands.find((one) => one.name() === name) ?? command
  }
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

/** The lines under `Examples:` of all commands, in the order of the commands. */
export function exampleLines(): string[] {
  return everyCommand().flatMap((names) => {
    const [, examples = ''] = helpOf(names).split('Examples:\n')
    return examples.split('\n').flatMap((line) => /^ {2}(\S.*)$/.exec(line)?.[1] ?? [])
  })
}

function namesUnder(command: Command): string[][] {
  const below = command.commands.flatMap((one) =>
    namesUnder(one).map((names) => [one.name(), ...names]),
  )
  return [[], ...below]
}
