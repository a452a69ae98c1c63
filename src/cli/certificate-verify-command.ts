import { access, constants } from 'node:fs/promises'
import {
  checkCertificate,
  type CertificateVerdict,
  type CheckedCertificate,
} from '../erasure/check-certificate.ts'
import { readHeadsFile } from '../ledger/heads-file.ts'
import type { HeadsLine } from '../ledger/head.ts'
import { EXIT } from './exit-code.ts'
import { openInput } from './open-input.ts'
import { UsageError } from './usage-error.ts'

export interface CertificateVerifyOptions {
  readonly heads?: string
  /** An export of the ledger. */
  readonly ledger?: string
  readonly json?: boolean
}

/** Bytes; a certificate has some thousands. */
const LARGEST = 1024 * 1024

/** `unsaid certificate verify FILE`: needs no server, no database and no settings. */
export async function certificateVerifyCommand(
  file: string,
  { heads, ledger, json }: CertificateVerifyOptions,
): Promise<number> {
  if (ledger !== undefined && heads === undefined) {
    throw new UsageError('--ledger proves nothing by itself: give --heads, too')
  }
  const known = heads === undefined ? undefined : await knownHeads(heads)
  if (ledger !== undefined) await assertReadable(ledger)
  const checked = await checkCertificate(await readText(file), { heads: known, ledger })
  const result = { type: 'certificate_verification', ...checked }
  const text = json ? JSON.stringify(result, null, 2) : linesOf(checked).join('\n')
  process.stdout.write(`${text}\n`)
  return EXIT_OF[checked.verdict]
}

const EXIT_OF: Record<CertificateVerdict, number> = {
  proved: EXIT.done,
  loss_accepted: EXIT.lossAccepted,
  not_checkable: EXIT.notCheckable,
  refused: EXIT.refused,
}

async function assertReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch(() => {
    throw new UsageError(`the file ${file} can't be read`)
  })
}

async function knownHeads(file: string): Promise<readonly HeadsLine[]> {
  return readHeadsFile(file).catch(() => {
    throw new UsageError(`the file ${file} can't be read`)
  })
}

async function readText(file: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of await openInput(file)) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LARGEST) throw new UsageError(`${file} is too large to be a certificate`)
  }
  return Buffer.concat(chunks).toString()
}

const SAYING: Record<Exclude<CertificateVerdict, 'refused'>, string> = {
  proved: 'proved: the ledger holds its digest, and the heads file holds the seal of that entry',
  loss_accepted:
    'proved, but a loss was accepted since: the database was restored from before it, and what ' +
    'was erased may be there again',
  not_checkable: 'not checkable: give --heads FILE to check that Unsaid issued it',
}

function linesOf({ verdict, job, problems }: CheckedCertificate): string[] {
  if (verdict === 'refused') return problems.map(({ code, message }) => `${code}: ${message}`)
  return [
    `the certificate of job ${String(job)} is unchanged: its digest is right`,
    SAYING[verdict],
  ]
}
