import { createInterface } from 'node:readline/promises'

/** Whether a person is there to be asked, and stdin is not the list itself. */
export function canAsk(file?: string): boolean {
  return file !== '-' && process.stdin.isTTY && process.stderr.isTTY
}

/** Asks on stderr; whatever is not a yes is a no, the end of the input included. */
export async function ask(question: string): Promise<boolean> {
  // Not as a terminal: Ctrl-C must reach the process.
  const asking = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: false,
  })
  const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([asking.question(`${question} [y/N] `), ended])
    return /^\s*y(es)?\s*$/i.test(answer)
  } finally {
    asking.close()
  }
}
