import { timeOf } from './erasures-csv.ts'
import type { ErasureView } from './erasure-view.ts'

export interface ErasuresPage {
  readonly workspace: string
  /** What was asked for, as it was written. */
  readonly since: string | undefined
  readonly until: string | undefined
  readonly isOverdue: boolean
  readonly erasures: readonly ErasureView[]
}

/** A list of erasures as a page to be read and printed. It has no scripts and loads nothing. */
export function erasuresPage({ erasures, ...asked }: ErasuresPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Erasures of workspace ${text(asked.workspace)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Erasures</h1>
<p>${text(askedFor(asked))} ${text(summaryOf(erasures))}</p>
<table>
<thead><tr>${COLUMNS.map(([name]) => `<th scope="col">${text(name)}</th>`).join('')}</tr></thead>
<tbody>
${erasures.map(rowOf).join('\n')}
</tbody>
</table>
<footer>Each certificate is checked by unsaid certificate verify, the ledger by unsaid ledger
verify --heads. This page states what Unsaid did. It is no statement of legal compliance.</footer>
</main>
</body>
</html>
`
}

/** How many there are, and what an auditor looks at first. */
export function summaryOf(erasures: readonly ErasureView[]): string {
  const overdue = erasures.filter((one) => one.overdue).length
  const open = erasures.filter((one) => one.finished_at === null).length
  const many = erasures.length === 1 ? '1 erasure' : `${String(erasures.length)} erasures`
  return `${many}: ${String(open)} not ended, ${String(overdue)} overdue or ended late.`
}

function askedFor({ workspace, since, until, isOverdue }: Omit<ErasuresPage, 'erasures'>): string {
  const from = since === undefined ? '' : ` since ${since}`
  const to = until === undefined ? '' : ` until ${until}`
  const only = isOverdue ? ', only those not done by their due date' : ''
  return `Workspace ${workspace}, accepted${from || to ? `${from}${to}` : ' at any time'}${only}.`
}

const STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #f3f4f6; color: #111827; font: 14px/1.45 system-ui, sans-serif; }
main { margin: 2rem auto; max-width: 84rem; padding: 2rem; background: #fff; border: 1px solid #d1d5db; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .5rem .35rem 0; border-top: 1px solid #e5e7eb; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
code { font: 12px/1.5 ui-monospace, monospace; }
.late { font-weight: 600; }
footer { margin-top: 2rem; color: #6b7280; font-size: .85rem; }
@page { size: landscape; }
@media print {
  body { background: none; }
  main { margin: 0; padding: 0; border: 0; max-width: none; }
  tr { break-inside: avoid; }
}
`

const COLUMNS: readonly (readonly [string, (one: ErasureView) => string])[] = [
  ['Accepted', (one) => text(timeOf(one.accepted_at))],
  ['Contact', (one) => one.contact_ids.map(code).join('<br>')],
  ['Scope', (one) => text(one.scope)],
  ['Reason', (one) => (one.reason === null ? 'none given' : code(one.reason))],
  ['Requested by', (one) => code(one.requested_by)],
  ['Due', (one) => text(timeOf(one.due_at))],
  ['Ended', endOf],
  ['State', (one) => text(one.state)],
  ['Proof', (one) => text(one.proof)],
  ['Job', (one) => code(one.job)],
]

function rowOf(one: ErasureView): string {
  return `<tr>${COLUMNS.map(([, read]) => `<td>${read(one)}</td>`).join('')}</tr>`
}

function endOf({ finished_at: end, overdue }: ErasureView): string {
  const when = end === null ? 'not ended' : text(timeOf(end))
  return overdue ? `<span class="late">${when}, late</span>` : when
}

function code(value: string): string {
  return `<code>${text(value)}</code>`
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)
}
