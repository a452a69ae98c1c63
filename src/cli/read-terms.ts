import type { SearchTerm } from '../trace/search-term.ts'
import { readPrivateText } from './read-private-text.ts'
import { UsageError } from './usage-error.ts'

/** Where a command is told what to search for: `@FILE`, or `@-` for standard input. */
export interface TermOptions {
  readonly email?: string
  readonly text?: string
}

/** Bytes of a file; a person is known by less. */
const LONGEST = 65_536
/** Characters. One letter is everywhere. */
const SHORTEST = 2

/**
 * Reads what is searched for, one term a line.
 *
 * @throws UsageError that quotes none of them
 */
export async function readTerms({ email, text }: TermOptions): Promise<SearchTerm[]> {
  if (email === undefined && text === undefined) {
    throw new UsageError('say what to search for: --email @FILE, --text @FILE, or both')
  }
  if (email === text) throw new UsageError('--email and --text need a file each')
  return [...(await termsFrom('email', email)), ...(await termsFrom('text', text))]
}

async function termsFrom(kind: SearchTerm['kind'], from: string | undefined) {
  if (from === undefined) return []
  if (!/^@./.test(from)) {
    throw new UsageError(
      `--${kind} does not take the value itself: \`ps\` would show it to every user of this ` +
        `machine, and the shell's history keeps it. Use @FILE, or @- for standard input`,
    )
  }
  const { text, name, isTooLong } = await readPrivateText(from.slice(1), LONGEST)
  const values = [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter(Boolean)
  if (isTooLong) throw new UsageError(`${name} must not hold more than ${LONGEST} bytes`)
  if (values.length === 0) throw new UsageError(`${name} names nothing to search for: it is empty`)
  assertEach(kind, values, name)
  return values.map((value) => ({ kind, value }))
}

function assertEach(kind: SearchTerm['kind'], values: readonly string[], name: string): void {
  for (const [at, value] of values.entries()) {
    if (value.length < SHORTEST) {
      throw new UsageError(
        `${name} must hold ${SHORTEST} characters or more in each line: see line ${at + 1}`,
      )
    }
    if (kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) {
      throw new UsageError(`${name} must hold an e-mail address in each line: see line ${at + 1}`)
    }
  }
}
