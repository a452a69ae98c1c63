import * as z from 'zod'

/** Postgres cuts longer names off. */
export const identifier = z
  .string({ error: says('must be the name of a column or table') })
  .regex(/^[^\0.]{1,63}$/, { error: 'must be one name of 1 to 63 characters, without a dot' })

export const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)])

/** A column where it stands for itself; `table.column` where it may be anybody's. */
export const tableColumn = z
  .string({ error: says('must be table.column') })
  .regex(/^[^\0.]{1,63}\.[^\0.]{1,63}$/, { error: 'must be table.column' })

export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'must be a text, a number, true, false or null',
})

/** What is told of a member that is there and wrong; one that is missing is told as missing. */
export function says(text: string) {
  return (issue: { readonly input?: unknown }) => (issue.input === undefined ? undefined : text)
}

export const sentence = z
  .string({ error: says('must be a text') })
  .regex(/\S.*\S/, { error: 'must say something' })

export const asList = <T>(given: T | readonly T[] | undefined): readonly T[] => {
  if (given === undefined) return []
  return isList(given) ? given : [given]
}

/** `Array.isArray` forgets what a readonly list is a list of. */
function isList<T>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given)
}
