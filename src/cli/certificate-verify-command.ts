import { checkCertificate, type CheckedCertificate } from '../erasure/check-certificate.ts'
import { readHeadsFile } from '../ledger/heads-file.ts'
import type { HeadsLine } from '../ledger/head.ts'
import { EXIT } from './exit-code.ts'
import { openInput } from './open-input.ts'
import { UsageError } from './usage-error.ts'

export interface CertificateVerifyOptions {
  readonly heads?: string
  readonly json?: boolean
}

/** Bytes; a certificate has some thousands. */
const LARGEST = 1024 * 1024

/** `unsaid certificate verify FILE`: needs no server, no database and no settings. */
export async function certificateVerifyCommand(
  file: string,
  { heads, json }: CertificateVerifyOptions,
): Promise<number> {
  const lines = heads === undefined ? undefined : await knownHeads(heads)
  const checked = checkCertificate(await readText(file), lines)
  const result = { type: 'certificate_verification', ...checked }
  const text = json ? JSON.stringify(result, null, 2) : linesOf(checked, heads).join('\n')
  process.stdout.write(`${text}\n`)
  return checked.problems.length > 0 ? EXIT.refused : EXIT.done
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

function linesOf({ job, problems }: CheckedCertificate, heads: string | undefined): string[] {
  if (problems.length > 0) return problems.map(({ code, message }) => `${code}: ${message}`)
  return [
    `the certificate of job ${String(job)} is as its digest says`,
    heads === undefined
      ? 'whether it is the one that was issued is told by --heads, and by the ledger it names'
      : `${heads} has the ledger head that it names`,
  ]
}
