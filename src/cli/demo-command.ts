import { mappedSystems } from '../demo/mapped-system.ts'
import { runDemo } from '../demo/run-demo.ts'
import { runMapDemo } from '../demo/run-map-demo.ts'
import type { RunUnsaid } from '../demo/shell.ts'
import { EXIT } from './exit-code.ts'
import { watchInterruption, type Interruption } from '../setup/interruption.ts'
import { runOwnCommand } from './run-own-command.ts'
import type { CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface DemoOptions extends CommonOptions {
  readonly map?: string
}

/** `unsaid demo [--map NAME]`: needs no configuration and reads none. */
export async function demoCommand(options: DemoOptions): Promise<number> {
  assertShown(options.map)
  const { reason, ignore } = watchInterruption()
  const lines: string[] = []
  // Between two lines nothing is half open, so that is where a signal ends the demo.
  const tell = (line: string) => {
    const stopped = reason()
    if (stopped) throw stopped
    lines.push(line)
    if (!options.json) process.stdout.write(`${line}\n`)
  }
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  try {
    if (options.map === undefined) await runDemo(tell, say)
    else await runMapDemo({ system: options.map, run: runUntil(reason), tell, say })
  } finally {
    ignore()
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ type: 'demo', lines }, null, 2)}\n`)
  return EXIT.done
}

/** A signal from a terminal ends the command that runs, too: not because a step failed. */
function runUntil(reason: Interruption['reason']): RunUnsaid {
  return async (words, place) => {
    const ended = await runOwnCommand(words, place)
    const stopped = reason()
    if (stopped) throw stopped
    return ended
  }
}

function assertShown(map: string | undefined): void {
  const shown = mappedSystems()
  if (map === undefined || shown.includes(map)) return
  throw new UsageError(`--map ${map}: the demo has the tables of ${shown.join(', ')} alone`)
}
