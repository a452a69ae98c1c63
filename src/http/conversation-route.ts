import type { FastifyInstance } from 'fastify'
import { readConversation } from '../redact/read-conversation.ts'
import { callerOf } from './caller.ts'
import { refuse } from './refuse.ts'
import { refuseWithheld } from './refuse-withheld.ts'
import type { ServerDeps } from './server-deps.ts'

/** `GET /conversations/{id}`: the conversation as it is now, with its 500 newest parts. */
export function conversationRoute(server: FastifyInstance, deps: ServerDeps): void {
  const config = { scopes: ['conversations:read'] as const }
  server.get<{ Params: { id: string } }>(
    '/conversations/:id',
    { config },
    async (request, reply) => {
      const { workspace } = callerOf(request)
      if (deps.isWithheld(workspace)) return refuseWithheld(reply)
      const conversation = await readConversation(deps.db, workspace, request.params.id)
      return conversation ?? refuse(reply, 'conversation_not_found')
    },
  )
}
