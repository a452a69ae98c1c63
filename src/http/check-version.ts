import type { FastifyReply, FastifyRequest } from 'fastify'
import { isKnownVersion } from './intercom-version.ts'
import { refuse } from './refuse.ts'

/** The hook that refuses an `Intercom-Version` that never existed, and echoes any other. */
export function checkVersion(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const version = request.headers['intercom-version']
  if (version === undefined) return done()
  if (typeof version !== 'string' || !isKnownVersion(version)) {
    refuse(reply, 'intercom_version_invalid')
    return
  }
  void reply.header('intercom-version', version)
  done()
}
