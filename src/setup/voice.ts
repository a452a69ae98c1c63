import { createLogger } from '../logger.ts'

/** What a process that runs on says to whoever started it, beside its log. */
export interface Voice {
  readonly say: (line: string) => void
  /** Why it can't go on. */
  readonly fail: (message: string) => void
}

/**
 * On a terminal it speaks in lines; elsewhere whatever reads the log gets nothing but JSON. What it
 * says is not the log's: it is said at every LOG_LEVEL.
 */
export function openVoice(isTerminal = process.stderr.isTTY): Voice {
  if (isTerminal) return plainVoice
  const logger = createLogger('info')
  return {
    say: (line) => {
      logger.info(line)
    },
    fail: (message) => {
      logger.fatal(`unsaid: ${message}`)
    },
  }
}

export const plainVoice: Voice = {
  say: (line) => process.stderr.write(`${line}\n`),
  fail(message) {
    for (const line of message.split('\n')) {
      // What is indented is there to be copied.
      process.stderr.write(line.startsWith(' ') ? `${line}\n` : `unsaid: ${line}\n`)
    }
  },
}

/** Has warnings of Node itself be lines of the log, where a terminal would get them as they are. */
export function tellWarnings(isTerminal = process.stderr.isTTY): void {
  if (isTerminal) return
  const logger = createLogger('warn')
  process.removeAllListeners('warning')
  process.on('warning', (err) => {
    logger.warn({ err }, 'a warning of Node')
  })
}
