import type { FastifyReply } from 'fastify'
import { WITHHELD } from '../ledger/watch-unreplayed.ts'
import { refuse } from './refuse.ts'

/** Seconds; somebody has to replay the ledger. */
const RETRY_AFTER = '30'

/** Refuses a conversation whose text may have been taken back once. */
export function refuseWithheld(reply: FastifyReply): FastifyReply {
  return refuse(reply.header('retry-after', RETRY_AFTER), 'service_unavailable', WITHHELD)
}
