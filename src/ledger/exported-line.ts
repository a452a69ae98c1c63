import type { Head } from './head.ts'
import type { SealedEntry } from './sealed-entry.ts'

/** A line of an export: a seal with its entry, a certificate, or, at the end, the head of all. */
export type ExportedLine =
  | { readonly type: 'entry'; readonly workspace: string; readonly sealed: SealedEntry }
  | { readonly type: 'certificate'; readonly workspace: string; readonly content: unknown }
  | { readonly type: 'head'; readonly head: Head }

/**
 * Exactly as we write it: what the seal's hash was made of must come back byte for byte, and a
 * number or an object would not survive JSON.parse.
 */
const ENTRY =
  /^\{"type":"entry","workspace":"([a-z0-9-]+)","seq":(\d{1,15}),"entry_id":"([^"\\]+)","prev_hash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","created_at":(\d+\.\d{6}),"records":(\[.*\])\}$/s
const CERTIFICATE = /^\{"type":"certificate","workspace":"([a-z0-9-]+)","content":(\{.*\})\}$/s
const HEAD =
  /^\{"type":"head","workspace":"([a-z0-9-]+)","seq":(\d{1,15}),"entry_id":"([^"\\]*)","hash":"([0-9a-f]{64})"\}$/

/** @throws when the entry is not there: a broken ledger can't be exported */
export function exportedEntry(workspace: string, sealed: SealedEntry): string {
  const { seq, entryId, prevHash, hash, entry } = sealed
  if (!entry) throw new Error('a sealed entry is not there')
  const named = { type: 'entry', workspace, seq, entry_id: entryId, prev_hash: prevHash, hash }
  const open = JSON.stringify(named).slice(0, -1)
  return `${open},"created_at":${entry.createdAt},"records":${entry.records}}\n`
}

export function exportedHead({ workspace, seq, entryId, hash }: Head): string {
  return `${JSON.stringify({ type: 'head', workspace, seq, entry_id: entryId, hash })}\n`
}

/** @param content as JSON */
export function exportedCertificate(workspace: string, content: string): string {
  const open = JSON.stringify({ type: 'certificate', workspace }).slice(0, -1)
  return `${open},"content":${content}}\n`
}

/** @returns undefined for what is no line of ours */
export function parseExportedLine(line: string): ExportedLine | undefined {
  return parseEntry(line) ?? parseCertificate(line) ?? parseHead(line)
}

function parseCertificate(line: string): ExportedLine | undefined {
  const [, workspace, json] = CERTIFICATE.exec(line) ?? []
  if (workspace === undefined || json === undefined) return undefined
  try {
    return { type: 'certificate', workspace, content: JSON.parse(json) as unknown }
  } catch {
    return undefined
  }
}

function parseEntry(line: string): ExportedLine | undefined {
  const [, workspace, seq, entryId, prevHash, hash, createdAt, records] = ENTRY.exec(line) ?? []
  if (workspace === undefined || entryId === undefined || prevHash === undefined) return undefined
  if (hash === undefined || createdAt === undefined || records === undefined) return undefined
  const entry = { createdAt, records }
  return { type: 'entry', workspace, sealed: { seq: Number(seq), entryId, prevHash, hash, entry } }
}

function parseHead(line: string): ExportedLine | undefined {
  const [, workspace, seq, entryId, hash] = HEAD.exec(line) ?? []
  if (workspace === undefined || entryId === undefined || hash === undefined) return undefined
  return { type: 'head', head: { workspace, seq: Number(seq), entryId, hash } }
}
