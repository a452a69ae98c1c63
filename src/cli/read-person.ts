import { askFor, canAsk } from './ask.ts'
import { readPrivateText } from './read-private-text.ts'
import { UsageError } from './usage-error.ts'

/** Where a command is told whom it is about: `-`, `@FILE` or `ask`; an id also as it is. */
export interface PersonOptions {
  readonly id?: string
  readonly externalId?: string
  readonly email?: string
}

/** Whom a command is about, in the words of the API. */
export interface Person {
  readonly contact: Readonly<Record<string, string>>
  /** Whether more may be asked: standard input was not taken by this. */
  readonly isAsked: boolean
}

/** Bytes; more than any address or id. */
const LONGEST = 4_096

const FLAGS = { id: '--id', external_id: '--external-id', email: '--email' } as const

type Kind = keyof typeof FLAGS

/**
 * Reads whom a command is about. An e-mail and an external id are no arguments: every user of the
 * machine sees those in `ps`, and the shell keeps them in its history.
 *
 * @throws UsageError that quotes nothing of it
 */
export async function readPerson({ id, externalId, email }: PersonOptions): Promise<Person> {
  const given = Object.entries({ id, external_id: externalId, email }).flatMap(([kind, from]) =>
    from === undefined ? [] : [{ kind: kind as Kind, from }],
  )
  const [one, ...others] = given
  if (!one || others.length > 0) {
    throw new UsageError('name the contact by exactly one of --id, --external-id and --email')
  }
  const value = await valueFrom(one.kind, one.from)
  return { contact: { [one.kind]: value }, isAsked: one.from !== '-' }
}

async function valueFrom(kind: Kind, from: string): Promise<string> {
  if (from === 'ask') return askWho(kind)
  if (from === '-') return readValue(kind, from)
  if (from.startsWith('@')) return readValue(kind, from.slice(1))
  if (kind === 'id') return from
  throw new UsageError(
    `${FLAGS[kind]} does not take the value itself: \`ps\` would show it to every user of this ` +
      `machine, and the shell's history keeps it. Use - for standard input, @FILE, or ask`,
  )
}

async function askWho(kind: Kind): Promise<string> {
  if (!canAsk()) {
    throw new UsageError(`${FLAGS[kind]} ask needs a terminal: use - for standard input, or @FILE`)
  }
  return oneLine(await askFor(`${FLAGS[kind].slice(2)} of the contact: `), 'the answer')
}

async function readValue(kind: Kind, file: string): Promise<string> {
  if (file === '') throw new UsageError(`${FLAGS[kind]} @ needs the name of a file`)
  const { text, name, isTooLong } = await readPrivateText(file, LONGEST)
  return oneLine(text, name, isTooLong)
}

/** @throws UsageError unless the text is one line, and something is on it */
function oneLine(text: string, name: string, isTooLong = text.length > LONGEST): string {
  const line = text.trim()
  if (line === '') throw new UsageError(`${name} names nobody: it is empty`)
  if (/[\r\n]/.test(line) || isTooLong) {
    throw new UsageError(`${name} must hold one line, with one value`)
  }
  return line
}
