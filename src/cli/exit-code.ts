/** What an exit code tells a script; listed in `unsaid --help`. */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  unusable: 3,
  pending: 4,
  notCheckable: 5,
  lossAccepted: 6,
} as const

export const EXIT_CODES_HELP = `
Exit codes:
  0         done; already redacted counts as done, and so does a process that stopped as asked
  1         something was refused or failed
  2         wrong usage
  3         configuration or connection
  4         not done yet
  5         nothing wrong was found, but not everything could be checked
  6         nothing wrong was found since the loss of records was accepted
  130, 143  stopped by SIGINT or SIGTERM before the end`
