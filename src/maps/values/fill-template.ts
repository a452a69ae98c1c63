const NAMED = /\{([^{}]+)\}/g

/**
 * A text such as `erased-{id}` with the row's columns in it; null is written as nothing.
 *
 * @throws if a column was not read: an empty one would make rows collide
 */
export function fillTemplate(text: string, row: Readonly<Record<string, string | null>>): string {
  return text.replace(NAMED, (_, name: string) => {
    const value = row[name]
    if (value === undefined) throw new Error(`the column ${name} was not read`)
    return value ?? ''
  })
}
