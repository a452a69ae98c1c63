import { createHash } from 'node:crypto'

/** What a seal vouches for. Texts are taken as Postgres writes them, so nothing is rounded. */
export interface SealedContent {
  /** Of the seal before it, in hex; `GENESIS` for the first. */
  readonly prevHash: string
  readonly seq: number
  readonly workspace: string
  readonly entryId: string
  /** Unix seconds with six decimals. */
  readonly createdAt: string
  /** The jsonb of the records as text. */
  readonly records: string
}

/** What the first seal of a workspace is chained to. */
export const GENESIS = '00'.repeat(32)

/** Names the encoding: another one must not have the same bytes. */
const ENCODING = 'unsaid ledger 1'

/**
 * The hash of a seal, in hex. Postgres computes it when it seals, in `seal_entries`; this one
 * verifies, so that a changed function in the database does not vouch for itself.
 */
export function hashSeal(content: SealedContent): string {
  const hash = createHash('sha256').update(ENCODING)
  hash.update(Buffer.from(content.prevHash, 'hex')).update(int8(content.seq))
  for (const text of [content.workspace, content.entryId, content.createdAt, content.records]) {
    hash.update(int4(Buffer.byteLength(text))).update(text)
  }
  return hash.digest('hex')
}

function int8(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(value)))
  return bytes
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
