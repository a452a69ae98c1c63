import { erasedMapRows } from './erased-map-rows.ts'
import { code, escaped, number } from './page-text.ts'
import type { CertificateExtent } from './certificate-extent.ts'
import type { Certificate, CertificateOfVersion2 } from './certificate.ts'

/** A certificate as a page to be read and printed. It has no scripts and loads nothing. */
export function certificatePage(certificate: Certificate): string {
  const sections = [
    section('Request', requestRows(certificate)),
    section('What was erased', erasedRows(certificate)),
    ...(certificate.version === 2 ? [section('How far it goes', extentRows(certificate))] : []),
    section('How it can be checked', proofRows(certificate)),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Certificate of erasure ${escaped(certificate.job)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Certificate of erasure</h1>
<p class="result">${escaped(resultOf(certificate))}</p>
${sections.join('\n')}
<section>
<h2>Not covered</h2>
<ul>${certificate.not_covered.map((one) => `<li>${escaped(one)}</li>`).join('')}</ul>
</section>
<footer>This page states what Unsaid did. It is no statement of legal compliance.</footer>
</main>
</body>
</html>
`
}

const STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #f3f4f6; color: #111827; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 2rem auto; padding: 2.5rem 3rem; background: #fff; border: 1px solid #d1d5db; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
.result { margin: 0; color: #374151; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem 0; border-top: 1px solid #e5e7eb; text-align: left; vertical-align: top; }
th { width: 13rem; padding-right: 1rem; font-weight: 500; color: #4b5563; }
td { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
code { font: 12px/1.5 ui-monospace, monospace; }
ul { margin: 0; padding-left: 1.2rem; }
footer { margin-top: 2rem; color: #6b7280; font-size: .85rem; }
@media print {
  body { background: none; }
  main { margin: 0; padding: 0; border: 0; max-width: none; }
  section { break-inside: avoid; }
}
`

type Row = readonly [name: string, html: string]

function section(title: string, rows: readonly Row[]): string {
  const body = rows.map(
    ([name, html]) => `<tr><th scope="row">${escaped(name)}</th><td>${html}</td></tr>`,
  )
  return `<section>\n<h2>${escaped(title)}</h2>\n<table>\n${body.join('\n')}\n</table>\n</section>`
}

function resultOf(one: Certificate): string {
  const when = one.finished_at.slice(0, 10)
  return one.result === 'succeeded'
    ? `Complete on ${when}: nothing was left at the last look.`
    : `Ended on ${when}, but not complete: ${whatIsLeft(one)}.`
}

function whatIsLeft(one: Certificate): string {
  const { failed, not_redactable, not_found } = one.messages
  const left = failed + not_redactable + not_found
  if (left > 0) return `${many(left)} could not be erased`
  return one.version === 2 && Object.keys(one.look.found).length > 0
    ? 'something of the person is still stored'
    : 'not every conversation could be cleared'
}

function many(count: number): string {
  return count === 1 ? '1 message' : `${String(count)} messages`
}

function requestRows(one: Certificate): Row[] {
  return [
    ['Contact', one.contact_ids.map((id) => code(id)).join('<br>')],
    [
      'Named by',
      escaped({ id: 'contact id', external_id: 'external id', email: 'e-mail' }[one.selector]),
    ],
    ['Scope', escaped(SCOPES[one.scope])],
    ['Requested by', code(one.requested_by)],
    ['Reason', one.reason === null ? 'none given' : code(one.reason)],
    ['Accepted', time(one.accepted_at)],
    ['Due', time(one.due_at)],
    ['Finished', time(one.finished_at)],
    ['Workspace', code(one.workspace)],
    ['Job', code(one.job)],
  ]
}

const SCOPES = {
  authored: 'what the contact wrote, and who they are in the conversations where they take part',
  conversations: 'every message of the conversations where the contact takes part',
} as const

function erasedRows({
  messages,
  conversations,
  conversations_failed,
  files_detached,
  suppressed_until,
}: Certificate): Row[] {
  return [
    ['Messages found', number(messages.total)],
    ['Erased', number(messages.redacted)],
    ['Erased before', number(messages.already_redacted)],
    ['Not erasable, or gone', number(messages.not_redactable + messages.not_found)],
    ['Failed', number(messages.failed)],
    ['Imported while the erasure ran', number(messages.late)],
    [
      'Conversations cleared of names and e-mail metadata',
      number(conversations - conversations_failed),
    ],
    ['Conversations that could not be cleared', number(conversations_failed)],
    ['Files detached, not deleted by Unsaid', number(files_detached)],
    ['Imports keep out what was written until', time(suppressed_until)],
  ]
}

function extentRows(one: CertificateExtent): Row[] {
  const { keeps, look } = one
  return [
    ['Kept by name', keeps.length === 0 ? 'nothing' : keeps.map(code).join('<br>')],
    ['Rows read at the last look', number(look.rows)],
    ['Found there of the person', byPlace(look.found)],
    ['Left by the scope', byPlace(look.exceptions)],
    ['Contacts that may be the same person, not erased', number(one.other_contacts)],
    ['Former addresses', one.keys_incomplete ? 'not all could be searched for yet' : 'searched'],
    ['Takes the place of', one.supersedes === null ? 'none' : code(one.supersedes)],
    ...(one.map ? erasedMapRows(one.map) : []),
  ]
}

function byPlace(counts: Readonly<Record<string, number>>): string {
  const places = Object.entries(counts).map(([place, found]) => `${code(place)}: ${number(found)}`)
  return places.length === 0 ? 'nothing' : places.join('<br>')
}

function proofRows(one: Certificate): Row[] {
  const { ledger, digest } = one
  const { entries, first_entry, last_entry, head } = ledger
  const range =
    first_entry && last_entry ? `<br>${code(first_entry)} to<br>${code(last_entry)}` : 'none'
  return [
    ['Ledger entries', `${number(entries)}: ${range}`],
    [
      'Newest ledger seal when this was issued',
      head ? `${number(head.seq)}:<br>${code(head.hash)}` : 'nothing was sealed yet',
    ],
    ['Digest (SHA-256)', code(digest)],
    ['Sealed in the ledger', one.version === 2 ? sealedAs(one) : 'not provable: of version 1'],
    ['To check its JSON', code('unsaid certificate verify FILE --heads FILE')],
    ['To check the ledger', code('unsaid ledger verify --heads FILE')],
  ]
}

function sealedAs({ ledger, proof }: CertificateOfVersion2): string {
  if (!proof) return `not yet: entry ${code(ledger.certificate_entry)}`
  return `${number(proof.head.seq)}:<br>${code(proof.head.hash)}`
}

/** To the second, as people write it; the JSON has it as it is stored. */
function time(value: string): string {
  return escaped(value.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC'))
}
