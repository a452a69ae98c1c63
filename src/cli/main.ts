#!/usr/bin/env node
import { plainVoice } from '../setup/plain-voice.ts'
import { EXIT } from './exit-code.ts'
import { explainEnd } from './explain-end.ts'
import { buildProgram } from './program.ts'

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
  const { message, code } = explainEnd(error)
  if (message !== undefined) plainVoice.fail(message)
  return code
}

// A reader that went away, as in `unsaid … | head`, is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

// Ends by itself only when nothing is left to wait for, and a client of a queue that is away never
// lets go of it. What was written is flushed first.
void main().then((code) => process.stdout.write('', () => process.exit(code)))
