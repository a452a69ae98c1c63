import * as z from 'zod'

/** Lists that are given out page by page. */
type Paged = 'jobs' | 'items' | 'erasures' | 'findings'

/** Where a page ended, as text that callers hand back as it is. */
export function cursorOf(list: Paged, place: string | number): string {
  return Buffer.from(`${list}:${String(place)}`).toString('base64url')
}

/**
 * The `cursor` of a page, as the place it stands for.
 *
 * @param place what a place of this list looks like
 */
export function cursorIn(list: Paged, place: RegExp) {
  const error = 'must be a next_cursor of this list'
  return z.string({ error }).transform((cursor, context) => {
    const [named, ...rest] = Buffer.from(cursor, 'base64url').toString().split(':')
    const found = rest.join(':')
    // Compared as a whole: decoding passes over what is no base64url.
    if (named === list && place.test(found) && cursorOf(list, found) === cursor) return found
    context.addIssue({ code: 'custom', message: error })
    return z.NEVER
  })
}

/** The `limit` of a page. */
export function limitUpTo(most: number, otherwise: number) {
  const error = `must be a number from 1 to ${String(most)}`
  return z
    .string({ error })
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= most, { error })
    .default(otherwise)
}
