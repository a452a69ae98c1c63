import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** A Markdown file of this repository, by its path from the top. */
export function readDocument(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

/** Every Markdown file under docs/, by its path from the top. */
export function documents(): string[] {
  return readdirSync(new URL('../docs', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .sort()
}

/** The rows of the document's table with this heading, by what their first cell quotes. */
export function docsTable(path: string, heading: string): Map<string, string[]> {
  const rows = rowsOf(readDocument(path))
  const start = rows.findIndex(([first]) => first === heading)
  expect(start, `a table headed ${heading} in ${path}`).toBeGreaterThanOrEqual(0)
  const body = rows.slice(start + 2)
  const end = body.findIndex((_, at) => /^-+$/.test(body[at + 1]?.[0] ?? ''))
  return new Map(
    body
      .slice(0, end < 0 ? undefined : end)
      .map(([first = '', ...others]) => [quoted(first) ?? first, others]),
  )
}

/** The rows of all tables, their cells trimmed. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

function quoted(cell: string): string | undefined {
  return /^`([^`]+)`$/.exec(cell)?.[1]
}
