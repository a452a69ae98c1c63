import type { core, ZodError } from 'zod'
import { byLine, type MapProblem } from './map-problem.ts'
import { placeOfPath, type MapPlace, type MapPlaces } from './map-place.ts'

type Issue = core.$ZodIssue

/** What a file says against the format, each with its line and where it stands among the members. */
export function formatProblems(
  root: object,
  error: ZodError,
  places: MapPlaces,
  start: MapPlace,
): MapProblem[] {
  return error.issues
    .flatMap((issue) => innermost(issue))
    .map((issue) => {
      const path = [...issue.path, ...unknownMember(issue)]
      return { ...placeOfPath(root, path, places, start), message: messageOf(issue, root) }
    })
    .sort(byLine)
}

/** Of the forms that a value may have, the one that it was meant to have: the one it gets furthest in. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const forms = issue.errors.filter((issues) =>
    issues.some(({ path, code }) => path.length > 0 || isInside(code)),
  )
  if (forms.length !== 1) return [issue]
  const inside = forms.flat().map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
  return inside.flatMap((one) => innermost(one))
}

/** The object itself is of the form, and something in it is not. */
const isInside = (code: Issue['code']) =>
  code === 'unrecognized_keys' || code === 'custom' || code === 'invalid_format'

function unknownMember(issue: Issue): string[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
}

function messageOf(issue: Issue, root: object): string {
  const where = issue.path.map(String).join('.')
  const isMissing = issue.code !== 'unrecognized_keys' && valueAt(root, issue.path) === undefined
  const what = isMissing ? 'is missing' : issue.message
  return where === '' ? what : `${where}: ${what}`
}

function valueAt(root: object, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, member) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[member]
        : undefined,
    root,
  )
}
