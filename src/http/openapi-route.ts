import type { FastifyInstance } from 'fastify'
import { openApiDocument } from '../openapi/openapi-document.ts'
import { packageVersion } from '../setup/package-version.ts'

/** `GET /openapi.json`: this API, described. */
export function openApiRoute(server: FastifyInstance): void {
  const document = openApiDocument(packageVersion())
  server.get('/openapi.json', () => document)
}
