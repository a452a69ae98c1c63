import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createChainCheck } from './check-chain.ts'
import { parseExportedLine, type ExportedLine } from './exported-line.ts'
import type { Finding } from './finding.ts'
import type { Head } from './head.ts'
import type { EntryContent } from './sealed-entry.ts'

export type ExportCheck =
  | { readonly ok: true; readonly head: Head; readonly hasHead: boolean }
  | { readonly ok: false; readonly line: number; readonly problem: ExportProblem }

export type ExportProblem = 'not_a_line' | 'other_workspace' | 'no_head' | 'head' | Finding['code']

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
  const check = createChainCheck(workspace)
  let [number, hasHead] = [0, (known?.seq ?? 0) === 0]
  let head: Head | undefined
  const wrong = (problem: ExportProblem) => ({ ok: false, line: number, problem }) as const

  for await (const line of linesOf(path)) {
    number += 1
    if (!line || head) return wrong('not_a_line')
    if (workspaceOf(line) !== workspace) return wrong('other_workspace')
    if (line.type === 'head') head = line.head
    else {
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

/** The entries of an export that was checked. */
export async function* exportedEntries(path: string): AsyncGenerator<EntryContent> {
  for await (const line of linesOf(path)) {
    if (line?.type === 'entry' && line.sealed.entry) yield line.sealed.entry
  }
}

async function* linesOf(path: string): AsyncGenerator<ExportedLine | undefined> {
  const input = createReadStream(path)
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    yield parseExportedLine(line)
  }
}

function workspaceOf(line: ExportedLine): string {
  return line.type === 'head' ? line.head.workspace : line.workspace
}
