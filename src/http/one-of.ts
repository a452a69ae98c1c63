import * as z from 'zod'

/** A parameter that is one of these words. */
export function oneOf<Word extends string>(words: Readonly<Record<Word, true>>) {
  const names = Object.keys(words) as Word[]
  return z.enum(names, { error: `must be one of ${names.join(', ')}` })
}
