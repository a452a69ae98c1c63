#!/usr/bin/env node
import { CommanderError } from 'commander'
import { describeFailure, failureKind, isDiskFull, StartError } from '../failure.ts'
import { EXIT } from './exit-code.ts'
import { Interrupted } from '../setup/interruption.ts'
import { buildProgram } from './program.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs one command and says how it ended. A failure that the user can mend is one clear message;
 * of any other the codes and our own stack are shown, never a message that could quote a row.
 */
async function main(): Promise<number> {
  let code: number = EXIT.done
  try {
    await buildProgram((ended) => {
      code = ended
    }).parseAsync()
    return code
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): number {
  if (error instanceof Interrupted) return fail(error.message, error.exitCode)
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof UsageError) return fail(error.message, EXIT.usage)
  if (error instanceof StartError) return fail(error.message, EXIT.unusable)
  if (isDiskFull(error)) {
    return fail('the disk is full; what was accepted or committed stays', EXIT.unusable)
  }
  if (failureKind(error) === 'unwritable') {
    return fail('a publication keeps a table from being written: see unsaid doctor', EXIT.unusable)
  }
  if (failureKind(error) === 'away') {
    return fail('the connection was lost; what was accepted or committed stays', EXIT.unusable)
  }
  return fail(`unexpected failure ${JSON.stringify(describeFailure(error), null, 2)}`, EXIT.refused)
}

function fail(message: string, code: number): number {
  for (const line of message.split('\n')) {
    // What is indented is there to be copied.
    process.stderr.write(line.startsWith(' ') ? `${line}\n` : `unsaid: ${line}\n`)
  }
  return code
}

// A reader that went away, as in `unsaid … | head`, is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

// Ends by itself only when nothing is left to wait for, and a client of a queue that is away never
// lets go of it. What was written is flushed first.
void main().then((code) => process.stdout.write('', () => process.exit(code)))
