import { certificatePage } from '../erasure/certificate-page.ts'
import { awaitCertificate } from '../erasure/await-certificate.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { certificateRefusal } from '../status/step-refusals.ts'
import { EXIT } from './exit-code.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface CertificateOptions extends CommonOptions {
  readonly format: 'json' | 'html'
}

/** `unsaid certificate JOB` */
export async function certificateCommand(job: string, options: CertificateOptions) {
  if (options.json && options.format === 'html') {
    throw new UsageError('--json and --format html exclude each other')
  }
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const certificate = await awaitCertificate(db, session.workspace, job)
    if (!certificate) {
      return refuseWith(session, [certificateRefusal(await findJob(db, session.workspace, job))])
    }
    const isPage = options.format === 'html'
    const text = isPage ? certificatePage(certificate) : JSON.stringify(certificate, null, 2)
    session.print(certificate, [text.trimEnd()])
    return EXIT.done
  })
}
