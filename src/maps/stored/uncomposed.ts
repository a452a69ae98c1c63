import type { LocatedMap } from '../read/located-map.ts'
import { byLine, type MapProblem } from '../read/map-problem.ts'
import { asList } from '../format/map-names.ts'

/** What a map may say and no statement is made of yet: such a map is not added. */
export function uncomposed({ map, places, file }: LocatedMap): readonly MapProblem[] {
  const problem = (said: object, member: string, message: string): MapProblem => ({
    ...(places.of(said, member) ?? { file, line: 1 }),
    message,
  })
  const copies = (map.copies ?? []).flatMap((copy) => [
    ...(copy.in === 'people' ? [problem(copy, 'in', 'in: people is not supported yet')] : []),
    ...(copy.if === 'after' ? [problem(copy, 'if', 'if: after is not supported yet')] : []),
    ...(copy.containing !== undefined && copy.in === undefined
      ? [problem(copy, 'containing', '`containing` without `in` is not supported yet')]
      : []),
    ...(copy.of === 'opening' && copy.in !== undefined
      ? [problem(copy, 'in', '`in` goes with of: message or of: contact, so far')]
      : []),
  ])
  const authors = asList(map.message).flatMap(({ author }) =>
    author.else === undefined ? [] : [problem(author, 'else', 'else: people is not supported yet')],
  )
  return [...copies, ...authors].sort(byLine)
}
