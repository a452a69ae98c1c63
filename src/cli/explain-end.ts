import { CommanderError } from 'commander'
import { describeFailure, failureKind, MapOutdated, StartError, whyFailed } from '../failure.ts'
import { StepFailed } from '../demo/step-failed.ts'
import { Interrupted } from '../setup/interruption.ts'
import { EXIT } from './exit-code.ts'
import { UsageError } from './usage-error.ts'

/** How a command that threw ends; without a message it was said already. */
export interface ExplainedEnd {
  readonly code: number
  readonly message?: string
}

/** Of a failure that nobody expected the codes are shown, never a message that could quote a row. */
export function explainEnd(error: unknown): ExplainedEnd {
  if (error instanceof Interrupted) return { message: error.message, code: error.exitCode }
  if (error instanceof CommanderError)
    return { code: error.exitCode === 0 ? EXIT.done : EXIT.usage }
  if (error instanceof UsageError) return { message: error.message, code: EXIT.usage }
  if (error instanceof StepFailed)
    return { message: `the demo failed: ${error.message}`, code: EXIT.refused }
  if (error instanceof StartError || error instanceof MapOutdated)
    return { message: error.message, code: EXIT.unusable }
  const message = whyUnusable(error)
  if (message !== undefined) return { message, code: EXIT.unusable }
  const described = JSON.stringify(describeFailure(error), null, 2)
  return { message: `unexpected failure ${described}`, code: EXIT.refused }
}

function whyUnusable(error: unknown): string | undefined {
  const isLost = failureKind(error) === 'away'
  const why = whyFailed(error) ?? (isLost ? 'the connection was lost' : undefined)
  return why === undefined ? undefined : `${why}; what was accepted or committed stays`
}
