import { ask, canAsk } from './ask.ts'
import { UsageError } from './usage-error.ts'

interface Due {
  readonly due?: string
  readonly dueAt: Date
  /** Said by `--overdue`: no slip of the pen. */
  readonly overdue?: boolean
  /** Asks nothing. */
  readonly yes?: boolean
  /** Whether a person may be asked: standard input is not taken by something else. */
  readonly isAsked: boolean
}

/**
 * Whether an erasure may be due in the past. What is late must be erased all the more, so it is not
 * refused; but a wrong year would have it stand as overdue in every list, for good.
 *
 * @throws UsageError when nobody can be asked, and nobody has said so
 */
export async function mayBeOverdue({
  due = '',
  dueAt,
  overdue,
  yes,
  isAsked,
}: Due): Promise<boolean> {
  const days = Math.floor((Date.now() - dueAt.getTime()) / 86_400_000)
  if (days < 0 || overdue) return true
  if (yes || !isAsked || !canAsk()) {
    throw new UsageError(`--due ${due} is over: give --overdue as well if that is meant`)
  }
  const many = days === 0 ? 'less than a day' : `${String(days)} ${days === 1 ? 'day' : 'days'}`
  return ask(`The due date ${due} was ${many} ago: is that what you mean?`)
}
