import { CommanderError, type Command } from 'commander'
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

/** What the program prints for these words, to which it answers by itself and at once. */
export async function printedBy(words: readonly string[]): Promise<string> {
  const program = buildProgram(() => undefined)
  let printed = ''
  for (const command of withCommandsOf(program)) {
    command.configureOutput({ writeOut: (text) => (printed += text) })
  }
  await program.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error
  })
  return printed
}

function withCommandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommandsOf)]
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
