import { StepFailed } from './step-failed.ts'
import type { Tell } from './tell.ts'

/** How a command ended. */
export interface CommandEnded {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs `unsaid` with these words as a process of its own, to its end.
 *
 * @param place the folder that it works in, and all variables that it is given
 */
export type RunUnsaid = (
  words: readonly string[],
  place: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
) => Promise<CommandEnded>

/** A command as somebody types it, and what it must come to. */
export interface TypedCommand {
  readonly words: readonly string[]
  /** Works on the database as the owner of the tables, not as the app. */
  readonly asOwner?: boolean
  /** The exit code that the story needs; default 0. */
  readonly ends?: number
  /** The file that somebody would have the output written to. */
  readonly into?: string
  /** Which lines of the output are shown; default all. */
  readonly shows?: (lines: readonly string[]) => readonly string[]
}

/** @returns what the command printed @throws StepFailed when it ends otherwise than it must */
export type TypeCommand = (command: TypedCommand) => Promise<string>

export interface Shell {
  readonly run: RunUnsaid
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly ownerUrl: string
}

/** Types commands one after another: each is told, run, and what it printed is told, too. */
export function openShell({ run, folder, env, ownerUrl }: Shell, tell: Tell): TypeCommand {
  return async (command) => {
    const { words, asOwner = false, ends = 0, shows } = command
    const line = typedLine(command)
    tell(`  $ ${line}`)
    const given = asOwner ? { ...env, DATABASE_URL: ownerUrl } : env
    const { code, stdout, stderr } = await run(words, { folder, env: given })
    if (code !== ends) {
      throw new StepFailed(
        `\`${line}\` ended with ${String(code)}, not ${String(ends)}\n${stdout}${stderr}`.trimEnd(),
      )
    }
    const lines = stdout.trimEnd().split('\n')
    for (const one of shows ? shows(lines) : lines) tell(`    ${one}`)
    return stdout
  }
}

function typedLine({ words, asOwner, into }: TypedCommand): string {
  const owner = asOwner ? 'DATABASE_URL=$UNSAID_OWNER_DATABASE_URL ' : ''
  return `${owner}unsaid ${words.join(' ')}${into === undefined ? '' : ` > ${into}`}`
}
