import type { Finding } from './finding.ts'
import { GENESIS, hashSeal } from './hash-seal.ts'
import type { Head } from './head.ts'
import type { SealedEntry } from './sealed-entry.ts'

/** Checks a chain link by link. */
export interface ChainCheck {
  /** What is wrong at this link; it must come in order of seq. */
  take(sealed: SealedEntry): Finding[]
  /** What is missing after the last one. */
  end(): Finding[]
  /** The end of what was taken. */
  last(): Omit<Head, 'workspace'>
}

/** @param heads known ones of this workspace, by seq: without them the chain's end proves nothing */
export function createChainCheck(workspace: string, heads: readonly Head[] = []): ChainCheck {
  let last = { seq: 0, entryId: '', hash: GENESIS }
  const headsCheck = createHeadsCheck(heads)

  return {
    take(sealed) {
      const findings = [
        ...linkFindings(last, sealed),
        ...entryFindings(workspace, sealed),
        ...headsCheck.take(sealed),
      ]
      last = { seq: sealed.seq, entryId: sealed.entryId, hash: sealed.hash }
      return findings
    },
    end() {
      const newest = heads.at(-1)
      if (!newest || newest.seq <= last.seq) return []
      const range = {
        seq: last.seq + 1,
        until: newest.seq,
        vouched_until: headsCheck.vouchedUntil(),
      }
      return [{ code: 'cut_tail', ...range, entry_id: newest.entryId }]
    },
    last: () => last,
  }
}

function linkFindings(last: { seq: number; hash: string }, sealed: SealedEntry): Finding[] {
  const { seq, entryId, prevHash } = sealed
  const place = { seq, entry_id: entryId }
  if (seq > last.seq + 1) {
    return [{ code: 'gap', seq: last.seq + 1, until: seq - 1, entry_id: entryId }]
  }
  return seq === last.seq + 1 && prevHash === last.hash ? [] : [{ code: 'broken_link', ...place }]
}

function entryFindings(workspace: string, sealed: SealedEntry): Finding[] {
  const place = { seq: sealed.seq, entry_id: sealed.entryId }
  if (!sealed.entry) return [{ code: 'entry_missing', ...place }]
  const hash = hashSeal({ workspace, ...sealed, ...sealed.entry })
  return hash === sealed.hash ? [] : [{ code: 'changed', ...place }]
}

/** Told once: every head after the first that does not match says the same. */
function createHeadsCheck(heads: readonly Head[]) {
  let [next, good, told] = [0, 0, false]
  return {
    vouchedUntil: () => good,
    take({ seq, hash, entryId }: SealedEntry): Finding[] {
      const findings: Finding[] = []
      for (let head = heads[next]; head && head.seq <= seq; head = heads[++next]) {
        if (head.seq < seq || told) continue
        if (head.hash === hash) good = seq
        else {
          told = true
          findings.push({ code: 'rewritten', seq: good + 1, until: seq, entry_id: entryId })
        }
      }
      return findings
    },
  }
}
