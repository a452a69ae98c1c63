import { createInterface } from 'node:readline/promises'

/** Whether a person is there to be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** Asks on stderr; whatever is not a yes is a no, the end of the input included. */
export async function ask(question: string): Promise<boolean> {
  return /^\s*y(es)?\s*$/i.test(await askFor(`${question} [y/N] `))
}

/** Asks on stderr for a line; it is empty at the end of the input. */
export async function askFor(question: string): Promise<string> {
  // Not as a terminal: Ctrl-C must reach the process.
  const asking = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: false,
  })
  const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')))
  try {
    return await Promise.race([asking.question(question), ended])
  } finally {
    asking.close()
  }
}
