import { setTimeout as rest } from 'node:timers/promises'
import type { Db } from '../database/connection.ts'
import type { Certificate } from './certificate.ts'
import { findCertificate, isJustIssued } from './find-certificate.ts'

/** Milliseconds; entries are sealed about once a second. */
const LOOK_AGAIN = 200
const LOOKS = 15

/**
 * The certificate of an erasure. One that was only just issued is waited for until it has its proof,
 * for three seconds at most: whoever asks at once would keep one that proves nothing.
 *
 * @returns undefined while there is none
 */
export async function awaitCertificate(
  db: Db,
  workspace: string,
  job: string,
): Promise<Certificate | undefined> {
  let certificate = await findCertificate(db, workspace, job)
  for (let look = 0; look < LOOKS && lacksProof(certificate); look += 1) {
    if (!(await isJustIssued(db, workspace, job))) break
    await rest(LOOK_AGAIN)
    certificate = await findCertificate(db, workspace, job)
  }
  return certificate
}

function lacksProof(certificate: Certificate | undefined): boolean {
  return certificate?.version === 2 && certificate.proof === undefined
}
