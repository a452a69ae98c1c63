import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createChainCheck } from './check-chain.ts'
import { parseExportedLine, type ExportedLine } from './exported-line.ts'
import type { Finding } from './finding.ts'
import type { Head } from './head.ts'
import type { EntryContent } from './sealed-entry.ts'
import { createToldCertificates } from './told-certificates.ts'

export type ExportCheck =
  | { readonly ok: true; readonly head: Head; readonly hasHead: boolean }
  | { readonly ok: false; readonly line: number; readonly problem: ExportProblem }

export type ExportProblem =
  'not_a_line' | 'other_workspace' | 'no_head' | 'head' | 'certificate' | Finding['code']

/**
 * Verifies an export: each line, the hash chain and the head that ends it.
 *
 * @param known a head from elsewhere, to see whether the export reaches it
 */
export async function checkExport(
  path: string,
  workspace: string,
  known: Head | undefined,
): Promise<ExportCheck> {
  const [check, told] = [createChainCheck(workspace), createToldCertificates(workspace)]
  let [number, hasHead] = [0, (known?.seq ?? 0) === 0]
  let head: Head | undefined
  const wrong = (problem: ExportProblem) => ({ ok: false, line: number, problem }) as const

  for await (const line of exportedLines(path)) {
    number += 1
    if (!line || head) return wrong('not_a_line')
    if (workspaceOf(line) !== workspace) return wrong('other_workspace')
    if (line.type === 'head') head = line.head
    else if (line.type === 'certificate') {
      if (!told.vouchesFor(line.content)) return wrong('certificate')
    } else {
      told.take(line.sealed.entry?.records ?? '')
      const [finding] = check.take(line.sealed)
      if (finding) return wrong(finding.code)
      hasHead ||= line.sealed.seq === known?.seq && line.sealed.hash === known.hash
    }
  }
  if (!head) return wrong('no_head')
  const last = check.last()
  return last.seq === head.seq && last.hash === head.hash
    ? { ok: true, head, hasHead }
    : wrong('head')
}

/** An entry of an export. */
export interface ExportedEntry extends EntryContent {
  readonly entryId: string
}

/** The entries of an export that was checked. */
export async function* exportedEntries(path: string): AsyncGenerator<ExportedEntry> {
  for await (const line of exportedLines(path)) {
    if (line?.type !== 'entry' || !line.sealed.entry) continue
    yield { entryId: line.sealed.entryId, ...line.sealed.entry }
  }
}

/** The certificates of an export that was checked: each is told of by an entry. */
export async function* exportedCertificates(path: string): AsyncGenerator {
  for await (const line of exportedLines(path)) {
    if (line?.type === 'certificate') yield line.content
  }
}

/** Every line of an export; undefined for what is no line of ours. */
export async function* exportedLines(path: string): AsyncGenerator<ExportedLine | undefined> {
  const input = createReadStream(path)
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    yield parseExportedLine(line)
  }
}

function workspaceOf(line: ExportedLine): string {
  return line.type === 'head' ? line.head.workspace : line.workspace
}
