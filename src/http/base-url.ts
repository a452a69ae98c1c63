import type { FastifyRequest } from 'fastify'

/** The base of URLs in replies: as configured, else as this request came in. */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host || placeOf(request)}`
}

/** HTTP/1.0 names no host. */
function placeOf({ socket }: FastifyRequest): string {
  const host = socket.localFamily === 'IPv6' ? `[${socket.localAddress}]` : socket.localAddress
  return `${String(host)}:${String(socket.localPort)}`
}
