import type { Shown, ShownMessage } from './shown.ts'

const SAID = {
  redact: 'redactable',
  already_redacted: 'redacted',
  not_redactable: 'not redactable',
} as const satisfies Record<ShownMessage['redaction'], string>

/** A conversation for people, a message a line; with text, that is below it. */
export function outlineLines(shown: Shown): string[] {
  const { id, source, parts, part_count, redacted_count, contacts } = shown
  const older = part_count - parts.length
  return [
    `conversation ${id}: ${many(part_count, 'part')}, ${many(redacted_count, 'message')} redacted`,
    `  created: ${timeOf(shown.created_at)}, updated: ${timeOf(shown.updated_at)}`,
    `  contacts: ${contacts.length === 0 ? 'none' : contacts.join(', ')}`,
    ...(source ? messageLines('source', source) : []),
    ...(older > 0
      ? [`  ${many(older, 'older part')} not shown: --parts ${String(part_count)}`]
      : []),
    ...parts.flatMap((part) => messageLines('part', part)),
  ]
}

function messageLines(kind: 'source' | 'part', message: ShownMessage): string[] {
  const { id, type, author_type, author_id, files, redaction } = message
  const author = author_type === null ? 'nobody' : `${author_type} ${author_id ?? 'without id'}`
  const facts = [
    `${kind} ${id === null || id === '' ? 'without id' : id}`,
    type ?? 'no type',
    timeOf(message.created_at),
    `by ${author}`,
    ...(files > 0 ? [many(files, 'file')] : []),
    SAID[redaction],
  ]
  return [`  ${facts.join('  ')}`, ...textLines(message)]
}

/** What stands there, as it is stored: its ends of lines are those of a terminal. */
function textLines({ subject, body }: ShownMessage): string[] {
  return [subject, body]
    .filter((text) => text !== undefined && text !== null && text !== '')
    .map((text) => (typeof text === 'string' ? text : JSON.stringify(text)))
    .flatMap((text) => text.split(/\r\n|[\r\n]/).map((line) => `    ${printable(line)}`))
}

/** A customer's text may not steer the terminal of whoever reads it. */
function printable(line: string): string {
  return line.replace(/[^\P{Cc}\t]/gu, '\ufffd')
}

function timeOf(seconds: number | null): string {
  const time = new Date((seconds ?? Number.NaN) * 1_000)
  return Number.isNaN(time.getTime()) ? 'unknown' : time.toISOString()
}

function many(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}
