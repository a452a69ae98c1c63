import { runDemo } from '../demo/run-demo.ts'
import { EXIT } from './exit-code.ts'
import { watchInterruption } from '../setup/interruption.ts'
import type { CommonOptions } from './session.ts'

/** `unsaid demo`: needs no configuration and reads none. */
export async function demoCommand(options: CommonOptions): Promise<number> {
  const { reason, ignore } = watchInterruption()
  const lines: string[] = []
  // Between two lines nothing is half open, so that is where a signal ends the demo.
  const tell = (line: string) => {
    const stopped = reason()
    if (stopped) throw stopped
    lines.push(line)
    if (!options.json) process.stdout.write(`${line}\n`)
  }
  try {
    await runDemo(tell, (line) => process.stderr.write(`${line}\n`))
  } finally {
    ignore()
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ type: 'demo', lines }, null, 2)}\n`)
  return EXIT.done
}
