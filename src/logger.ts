import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino'
import { describeFailure } from './failure.ts'

export type { Logger }

/**
 * JSON lines on stderr: ids, codes and counts only. Whatever is logged, an error in it, under any
 * key and at any depth, goes through `describeFailure`: its message and detail can quote a row.
 *
 * @param level a pino level; `silent` for none
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { pid: process.pid },
    // For the bindings of a child; the hook sees what is logged, before pino takes messages from it.
    serializers: { err: describeErrors, error: describeErrors, cause: describeErrors },
    hooks: {
      logMethod([first, ...others], method) {
        const logged = first instanceof Error ? { err: first } : first
        Reflect.apply(method, this, [logged, ...others].map(describeErrors))
      },
    },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, destination ?? pino.destination({ dest: 2, sync: true }))
}

/** Deeper than this nothing of ours is; it is left out, which also ends a circle. */
const DEEPEST = 6

function describeErrors(value: unknown): unknown {
  return describeWithin(value, DEEPEST)
}

function describeWithin(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeFailure(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth === 0) return undefined
  if (Array.isArray(value)) return value.map((one) => describeWithin(one, depth - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, describeWithin(one, depth - 1)]),
  )
}
