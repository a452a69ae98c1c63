import type { FastifyInstance } from 'fastify'
import { certificatePage } from '../erasure/certificate-page.ts'
import { awaitCertificate } from '../erasure/await-certificate.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { certificateRefusal } from '../status/step-refusals.ts'
import { callerOf } from './caller.ts'
import { prefersHtml } from './prefers-html.ts'
import { refuseAll } from './refuse.ts'
import type { ServerDeps } from './server-deps.ts'

/**
 * `GET /redaction_jobs/{id}/certificate`: what an erasure did, as JSON, or as a page to be printed
 * for who asks for one by `Accept`. It is there as long as the ledger, when the job is long gone.
 */
export function certificateRoute(server: FastifyInstance, { db }: ServerDeps): void {
  const config = { scopes: ['jobs:read'] as const }
  server.get<{ Params: { id: string } }>(
    '/redaction_jobs/:id/certificate',
    { config },
    async (request, reply) => {
      const { workspace } = callerOf(request)
      const { id } = request.params
      const certificate = await awaitCertificate(db, workspace, id)
      if (!certificate) {
        return refuseAll(reply, [certificateRefusal(await findJob(db, workspace, id))])
      }
      void reply.header('vary', 'accept')
      if (!prefersHtml(request.headers.accept)) return reply.send(certificate)
      void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      return reply.type('text/html; charset=utf-8').send(certificatePage(certificate))
    },
  )
}
