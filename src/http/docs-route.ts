import type { FastifyInstance } from 'fastify'
import { docsPage } from '../openapi/docs-page.ts'
import { openApiDocument } from '../openapi/openapi-document.ts'
import { packageVersion } from '../setup/package-version.ts'

/** `GET /docs`: this API for people, on one page that loads and runs nothing. */
export function docsRoute(server: FastifyInstance): void {
  const page = docsPage(openApiDocument(packageVersion()))
  server.get('/docs', (_request, reply) => {
    void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    return reply.type('text/html; charset=utf-8').send(page)
  })
}
