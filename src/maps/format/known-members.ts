import * as z from 'zod'

/** An object with these members and no others; a wrong or missing member is told with those that are known. */
export function knownMembers<Shape extends z.core.$ZodShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') {
        return `unknown member ${quoted(issue.keys)}: known here are ${known}`
      }
      return issue.input === undefined ? undefined : `must have members: ${known}`
    },
  })
}

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')
