import { fastify, type RouteOptions } from 'fastify'
import { onTestFinished } from 'vitest'
import { createClosing } from '../../src/closing.ts'
import { addRoutes } from '../../src/http/add-routes.ts'
import { openDeps } from '../../src/http/start-api.ts'
import { createLogger } from '../../src/logger.ts'
import type { TestDatabase } from '../database-test.ts'

export interface ServedRoute {
  /** As documents write it: `GET /conversations/{id}`. */
  readonly name: string
  readonly scopes: readonly string[]
}

/** The routes that the server registers, without the HEAD that comes with every GET. */
export async function servedRoutes(database: TestDatabase): Promise<ServedRoute[]> {
  const { db, url, appRole, backend } = database
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const settings = { db, url, appRole, backend: backend('postgres'), host: '', port: 0 }
  const server = fastify()
  const routes: RouteOptions[] = []
  server.addHook('onRoute', (route) => void routes.push(route))
  const logger = createLogger('silent')
  addRoutes(server, openDeps({ ...settings, logger, publicUrl: undefined }, closing))
  return routes.filter(({ method }) => method !== 'HEAD').map(routeOf)
}

function routeOf({ method, url, config }: RouteOptions): ServedRoute {
  const name = `${String(method)} ${url.replaceAll(/:(\w+)/g, '{$1}')}`
  const scopes = config?.scopes ?? []
  // The redact route asks for this one itself, unless it is told not to wait.
  const isRedact = name === 'POST /conversations/redact'
  return { name, scopes: isRedact ? [...scopes, 'conversations:read'] : scopes }
}
