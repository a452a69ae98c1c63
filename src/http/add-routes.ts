import type { FastifyInstance } from 'fastify'
import { bulkRoute } from './bulk-route.ts'
import { certificateRoute } from './certificate-route.ts'
import { conversationRoute } from './conversation-route.ts'
import { docsRoute } from './docs-route.ts'
import { erasuresRoute } from './erasures-route.ts'
import { eventsRoute } from './events-route.ts'
import { findingsRoute } from './findings-route.ts'
import { healthRoutes } from './health-routes.ts'
import { itemsRoute } from './items-route.ts'
import { jobStatusRoute } from './job-status-route.ts'
import { listJobsRoute } from './list-jobs-route.ts'
import { metricsRoute } from './metrics-route.ts'
import { openApiRoute } from './openapi-route.ts'
import { redactRoute } from './redact-route.ts'
import { redactionsRoute } from './redactions-route.ts'
import type { ServerDeps } from './server-deps.ts'
import { stepRoutes } from './step-routes.ts'

/** Every route there is; tests hold the OpenAPI document and docs/http.md to them. */
export function addRoutes(server: FastifyInstance, deps: ServerDeps): void {
  redactRoute(server, deps)
  conversationRoute(server, deps)
  jobStatusRoute(server, deps)
  redactionsRoute(server, deps)
  bulkRoute(server, deps)
  listJobsRoute(server, deps)
  itemsRoute(server, deps)
  certificateRoute(server, deps)
  erasuresRoute(server, deps)
  findingsRoute(server, deps)
  stepRoutes(server, deps)
  eventsRoute(server, deps)
  healthRoutes(server, deps)
  metricsRoute(server, deps)
  openApiRoute(server)
  docsRoute(server)
}
