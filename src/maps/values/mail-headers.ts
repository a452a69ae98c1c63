import { fillTemplate } from './fill-template.ts'

/** As the map says it: `{ as: mail_headers, keep: [names], set: { Name: value } }`. */
interface HeaderRule {
  readonly keep: readonly string[]
  /** Texts may name columns of the row, as `{contenttype}` does. */
  readonly set: Readonly<Record<string, unknown>>
}

interface Header {
  /** In small letters; empty where a line is no header. */
  readonly name: string
  /** Its lines, folded ones included, with their ends. */
  readonly lines: string
}

/**
 * The headers of a mail: those that are kept, in their order, and those that are set, in the place
 * of the old one or at the end. Everything else goes, lines that are no headers included.
 */
export function rewriteHeaders(
  old: string | null,
  { keep, set }: HeaderRule,
  row: Readonly<Record<string, string | null>>,
): string | null {
  if (old === null && keep.length > 0 && Object.keys(set).length === 0) return null
  const lineEnd = /\r?\n/.exec(old ?? '')?.[0] ?? '\n'
  const made = madeHeaders(set, row, lineEnd)
  const kept = new Set(keep.map((name) => name.toLowerCase()).filter((name) => !made.has(name)))
  const there = keep.length > 0 ? headersOf(old ?? '', lineEnd) : []
  const lines = there.map((header) =>
    kept.has(header.name) ? header.lines : takeOnce(made, header.name),
  )
  return [...lines, ...made.values()].join('')
}

/** By their names in small letters. */
function madeHeaders(
  set: HeaderRule['set'],
  row: Readonly<Record<string, string | null>>,
  lineEnd: string,
): Map<string, string> {
  return new Map(
    Object.entries(set).map(([name, value]) => [
      name.toLowerCase(),
      `${name}: ${headerValue(value, row)}${lineEnd}`,
    ]),
  )
}

/** The line that is set, in the place of the first old one. */
function takeOnce(made: Map<string, string>, name: string): string {
  const line = made.get(name) ?? ''
  made.delete(name)
  return line
}

/** Up to the first empty line: what comes after it is the mail's body. */
function headersOf(text: string, lineEnd: string): Header[] {
  const headers: Header[] = []
  for (const line of text.split(/(?<=\n)/)) {
    if (line.trim() === '' && !/^[ \t]/.test(line)) break
    const whole = line.endsWith('\n') ? line : line + lineEnd
    const last = headers.at(-1)
    if (/^[ \t]/.test(line) && last) {
      headers[headers.length - 1] = { ...last, lines: last.lines + whole }
    } else {
      headers.push({ name: nameOf(line), lines: whole })
    }
  }
  return headers
}

function nameOf(line: string): string {
  return /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1]?.toLowerCase() ?? ''
}

/** One line whatever the columns hold: a line break would begin another header. */
function headerValue(value: unknown, row: Readonly<Record<string, string | null>>): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw new Error('a header of a mail takes a text')
  return fillTemplate(value, row).replace(/[\r\n]+\s*/g, ' ')
}
