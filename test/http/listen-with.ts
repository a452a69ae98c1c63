import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { createClosing } from '../../src/closing.ts'
import { buildServer } from '../../src/http/build-server.ts'
import { openDeps, type ApiSettings } from '../../src/http/start-api.ts'
import { createLogger } from '../../src/logger.ts'
import type { TestDatabase } from '../database-test.ts'

export interface ListeningServer {
  readonly server: FastifyInstance
  readonly address: string
}

/** Makes the API listen with routes of the test's own beside its own. */
export async function listenWith(
  database: TestDatabase,
  addTo: (server: FastifyInstance) => void,
  options: Partial<ApiSettings> = {},
): Promise<ListeningServer> {
  const { db, url, appRole } = database
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const deps = openDeps(
    {
      ...{ db, url, appRole, backend: database.backend('postgres') },
      ...{ logger: createLogger('silent'), host: '127.0.0.1', port: 0, publicUrl: undefined },
      ...options,
    },
    closing,
  )
  const server = closing.opened(buildServer(deps), (one) => one.close())
  addTo(server)
  return { server, address: await server.listen({ host: '127.0.0.1', port: 0 }) }
}
