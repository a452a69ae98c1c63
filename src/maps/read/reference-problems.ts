import type { Copy } from '../format/copy-format.ts'
import { asList } from '../format/map-names.ts'
import { byLine, type MapProblem } from './map-problem.ts'
import type { LocatedMap } from './located-map.ts'

const ROOTS = ['message', 'opening', 'contact', 'contact.team']

type Rule = (copy: Copy, copies: readonly Copy[], located: LocatedMap) => [keyof Copy, string][]

/** What each member says is in order, and together they make no sense. */
export function referenceProblems(located: LocatedMap): MapProblem[] {
  const { map, places, file } = located
  const copies = map.copies ?? []
  const RULES = [parentRule, nameRule, linkRule, searchRule, replaceRule, conditionRule]
  return copies
    .flatMap((copy) =>
      RULES.flatMap((rule) => rule(copy, copies, located)).map(([member, message]) => {
        const place = places.of(copy, member) ?? places.of(copy, 'name') ?? { file, line: 1 }
        return { ...place, message: `copy ${copy.name}: ${message}` }
      }),
    )
    .sort(byLine)
}

const parentRule: Rule = (copy, copies, { map }) => {
  if (copy.of === 'contact.team' && !asList(map.contact).some(({ kind }) => kind === 'team')) {
    return [['of', 'no `contact` has kind: team']]
  }
  if (ROOTS.includes(copy.of)) return []
  if (!copies.some(({ name }) => name === copy.of)) {
    return [['of', `there is no copy ${copy.of}: write ${ROOTS.join(', ')} or a copy's name`]]
  }
  return isInCircle(copy, copies) ? [['of', 'copies are of each other, in a circle']] : []
}

function isInCircle(copy: Copy, copies: readonly Copy[]): boolean {
  const seen = new Set<string>()
  let of: string | undefined = copy.of
  while (of !== undefined && !seen.has(of)) {
    seen.add(of)
    of = parentOf(of, copies)
  }
  return of !== undefined
}

const parentOf = (name: string, copies: readonly Copy[]): string | undefined =>
  copies.find((one) => one.name === name)?.of

const nameRule: Rule = (copy, copies) => {
  const isTaken = copies.find(({ name }) => name === copy.name) !== copy
  if (isTaken) return [['name', 'a copy above has this name']]
  return ROOTS.includes(copy.name) ? [['name', 'means something else in `of`']] : []
}

/** What a list holds and what others use is seen in the row itself. */
const linkRule: Rule = ({ by = {}, unless_used: used }) => {
  const isFurther = Object.entries(by).some(
    ([column, link]) =>
      column.includes('.') &&
      (used !== undefined || (typeof link === 'object' && !Array.isArray(link))),
  )
  return isFurther ? [['by', '`column.other` goes neither with `has` nor with `unless_used`']] : []
}

const searchRule: Rule = (copy, _, { map }) => {
  if (copy.by === undefined && copy.in === undefined) {
    return [['name', 'say how its rows are found: `by` a key, or `in` with `containing`']]
  }
  if (copy.in !== undefined && copy.containing === undefined) {
    return [['in', '`containing` must say which words are looked for']]
  }
  if (copy.in !== undefined && copy.in !== 'workspace' && !isWithin(copy, map)) {
    return [['in', `say by which column a row of ${copy.table} is of the ${copy.in}: \`by\``]]
  }
  if (copy.containing === undefined) {
    return copy.search === undefined ? [] : [['search', '`search` goes with `containing`']]
  }
  return copy.search === undefined && replacedColumns(copy).length === 0
    ? [['containing', '`search` must name the columns that are looked at']]
    : []
}

/** Messages and conversations are known to be of one; of any other table a column must say it. */
function isWithin({ by, table }: Copy, { conversation, message }: LocatedMap['map']): boolean {
  const known = [conversation.table, ...asList(message).map((one) => one.table)]
  return by !== undefined || known.includes(table)
}

/** A copy of a copy is searched for the words of that one, unless it names its own. */
const replaceRule: Rule = (copy, copies) => {
  const parent = copies.find(({ name }) => name === copy.of)
  const hasWords = copy.containing !== undefined || parent?.containing !== undefined
  return hasWords || replacedColumns(copy).length === 0
    ? []
    : [['do', '`replace` needs `containing`: the words that are replaced']]
}

const conditionRule: Rule = (copy) => {
  if (copy.if !== undefined && copy.of !== 'message') return [['if', '`if` goes with of: message']]
  if (copy.files !== undefined && copy.do === 'report')
    return [['files', 'nothing is detached by a report']]
  return []
}

/** The columns in which a copy replaces words. */
function replacedColumns({ do: done }: Copy): string[] {
  if (typeof done === 'string') return []
  return Object.entries(done).flatMap(([column, value]) => {
    const isReplaced =
      value === 'replace' || (typeof value === 'object' && value !== null && 'replace' in value)
    return isReplaced ? [column] : []
  })
}
