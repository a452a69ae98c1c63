import { createLogger } from '../logger.ts'
import { plainVoice, type Voice } from './plain-voice.ts'

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

/** Has warnings of Node itself be lines of the log, where a terminal would get them as they are. */
export function tellWarnings(isTerminal = process.stderr.isTTY): void {
  if (isTerminal) return
  const logger = createLogger('warn')
  process.removeAllListeners('warning')
  process.on('warning', (err) => {
    logger.warn({ err }, 'a warning of Node')
  })
}
