import cliProgress from 'cli-progress'
import { openPace, paceText } from './pace.ts'
import type { Session } from './session.ts'

/** How far a job is. */
export interface Progress {
  readonly doing: 'planned' | 'done'
  readonly processed: number
  readonly total: number
  /** What it waits for, if nobody works on it. */
  readonly waits: string | undefined
}

/** Shows on stderr how far a job is. */
export interface ProgressView {
  readonly show: (progress: Progress) => void
  /** Takes away what stands in the way of the next line; another `show` begins anew. */
  readonly end: () => void
}

/** Milliseconds between two lines, where they are read one after another. */
const LINE_EVERY = 3_000

/**
 * A bar where a person looks at it. Elsewhere a line now and then if lines are asked for, else
 * nothing: a script has its result.
 */
export function openProgress({ closing, say }: Session, lines: boolean): ProgressView {
  const view = process.stderr.isTTY ? progressBar() : lines ? progressLines(say) : SILENT
  let isClosed = false
  closing.opened(view, () => {
    isClosed = true
    view.end()
  })
  return {
    show: (progress) => {
      if (!isClosed) view.show(progress)
    },
    end: view.end,
  }
}

const SILENT: ProgressView = { show: () => undefined, end: () => undefined }

function progressBar(): ProgressView {
  let running: { readonly bar: cliProgress.SingleBar; readonly paceOf: ReturnType<typeof openPace> }
  let isRunning = false
  return {
    show({ doing, processed, total, waits }) {
      if (!isRunning) {
        running = { bar: newBar(), paceOf: openPace() }
        running.bar.start(total, processed, { doing, pace: '' })
        isRunning = true
      }
      const pace = paceText(running.paceOf(processed, total))
      running.bar.update(processed, { pace: waits ?? pace })
    },
    end() {
      if (isRunning) running.bar.stop()
      isRunning = false
    },
  }
}

function newBar(): cliProgress.SingleBar {
  const format = '{doing} [{bar}] {percentage}% {value}/{total} {pace}'
  return new cliProgress.SingleBar({
    format,
    stream: process.stderr,
    noTTYOutput: false,
    clearOnComplete: true,
    // A signal ends the command, which then ends the bar.
    barCompleteChar: '=',
    barIncompleteChar: '-',
    barsize: 30,
    gracefulExit: false,
  })
}

function progressLines(say: (line: string) => void): ProgressView {
  let paceOf = openPace()
  let last = { at: -Infinity, line: '' }
  return {
    show({ doing, processed, total, waits }) {
      const counts = `${doing}: ${String(processed)} of ${String(total)} items`
      const line = waits === undefined ? counts : `${counts}, ${waits}`
      const pace = paceOf(processed, total)
      const now = performance.now()
      if (line === last.line || now - last.at < LINE_EVERY) return
      last = { at: now, line }
      say(waits === undefined && pace.rate > 0 ? `${line}, ${paceText(pace)}` : line)
    },
    end() {
      paceOf = openPace()
    },
  }
}
