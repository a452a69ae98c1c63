import { isGivenUp } from '../erasure/watch/is-due.ts'
import type { KnownReturn } from '../erasure/watch/returned-people.ts'
import type { Watch } from '../erasure/watch/set-watch.ts'

/** How a workspace is watched and who is back, for people: by ids, never by what they are called. */
export function watchLines(workspace: string, watch: Watch | undefined): readonly string[] {
  if (!watch) return [`${workspace} is not watched: whoever is erased may come back unseen`]
  const { mode, rowsRead, found, problem, returns } = watch
  const does = mode === 'erase' ? 'erased again' : 'only told of'
  return [
    `${workspace} is watched: who comes back is ${does}`,
    `last look ${timeOf(watch.lookedAt)}, last full pass ${timeOf(watch.passedAt)}; rows read: ${rowsRead}, found: ${found}`,
    ...(problem === null ? [] : [`the last look failed: ${problem}; see unsaid doctor`]),
    ...(returns.length === 0 ? ['nobody is back'] : returns.map(lineOf)),
  ]
}

const timeOf = (time: Date | null) => (time === null ? 'never' : time.toISOString())

function lineOf(one: KnownReturn): string {
  const { contact, kind, erasedBy } = one
  return `${contact}  back since ${timeOf(one.foundAt)}, known by ${kind}, erased by ${erasedBy}: ${doneOf(one)}`
}

function doneOf(one: KnownReturn): string {
  const { job, refusal, tries, due } = one
  if (refusal !== null) return `not erased again: ${refusal}`
  if (job === null) return due ? 'is erased next' : 'reported'
  return isGivenUp(one) ? `still there after ${tries} erasures, last ${job}` : `erased by ${job}`
}
