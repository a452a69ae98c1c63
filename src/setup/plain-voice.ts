/** What a process that runs on says to whoever started it, beside its log. */
export interface Voice {
  readonly say: (line: string) => void
  /** Why it can't go on. */
  readonly fail: (message: string) => void
}

/** Speaks in lines; on its own, so that a command that only speaks loads no logger. */
export const plainVoice: Voice = {
  say: (line) => process.stderr.write(`${line}\n`),
  fail(message) {
    for (const line of message.split('\n')) {
      // What is indented is there to be copied.
      process.stderr.write(line.startsWith(' ') ? `${line}\n` : `unsaid: ${line}\n`)
    }
  },
}
