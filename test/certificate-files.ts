import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { tempFolder } from './database/embedded/temp-folder.ts'

export const NO_OPENSSL = 'no openssl on PATH'

/** A certificate for this machine that no authority vouches for; it goes with the test. */
export interface CertificateFiles {
  readonly key: string
  readonly cert: string
}

/** @returns undefined where there is no openssl */
export async function certificateFiles(): Promise<CertificateFiles | undefined> {
  const folder = await tempFolder()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
    ...['-keyout', key, '-out', cert],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
  ])
  return made.status === 0 ? { key, cert } : undefined
}
