import type { Findings, Result } from './result.ts'

const HEADINGS = ['', 'queue', 'lanes', 'n', 'Unsaid', 'other', 'ratio', 'unit', 'sides']

/** The findings as a table for people, of the same figures as the JSON document. */
export function printTable({ results, hot, missing }: Findings): string {
  const rows = [HEADINGS, ...results.map(cellsOf)]
  const widths = HEADINGS.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  )
  const shares = hot.map(
    ({ id, backend, messages, jobs }) =>
      `${id} on ${backend}: ${percent(messages)} of message updates and ${percent(jobs)} of job updates were HOT`,
  )
  const left = missing.map(({ id, why }) => `${id}: ${why}`)
  return [...lines, ...shares, ...left].join('\n')
}

function cellsOf(result: Result): string[] {
  const { id, backend, lanes, n, ours, other, ratio, unit, sides } = result
  return [
    ...[id, backend, lanes ?? '-', n, ours, other ?? '-', ratio ?? '-', unit].map(String),
    other === null ? sides.ours : `${sides.ours} / ${sides.other}`,
  ]
}

function percent(share: number): string {
  return Number.isNaN(share) ? 'none' : `${(share * 100).toFixed(1)} %`
}
