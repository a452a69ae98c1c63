/** A server, by name and port. */
export interface RedisNode {
  readonly host: string
  readonly port: number
}

/** How to log in, and whether over TLS. */
export interface RedisAccess {
  readonly username?: string
  readonly password?: string
  readonly tls: boolean
}

/** Where Redis is. Plain data, so that it may cross to another thread. */
export type RedisPlace =
  | { readonly kind: 'single'; readonly url: string }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[]; readonly access: RedisAccess }
  | {
      readonly kind: 'sentinel'
      readonly sentinels: readonly RedisNode[]
      /** What the sentinels call the master they watch. */
      readonly name: string
      readonly access: RedisAccess
      /** How to log in to the sentinels themselves. */
      readonly watch: RedisAccess
    }

/** For whoever gave another one. */
export const REDIS_URL_FORMS =
  'a redis://, redis+cluster:// or redis+sentinel:// URL, or the like with rediss'

export function isRedisUrl(text: string): boolean {
  return parseRedisUrl(text) !== undefined
}

const SINGLE = /^rediss?:\/\//
const MANY =
  /^(rediss?)\+(cluster|sentinel):\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^/?#]*))?(?:\?([^#]*))?$/
const NODE = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i

const PORT = { cluster: 6_379, sentinel: 26_379 } as const

/**
 * Reads where Redis is: `redis://` for one server, `redis+cluster://HOST:PORT,HOST:PORT` for some
 * nodes of a cluster, `redis+sentinel://HOST:PORT,HOST:PORT/NAME` for the sentinels of a master, with
 * `?sentinel_password=` if they have one of their own; each also as `rediss`, for TLS to all of them.
 *
 * @returns undefined when it is none of these
 */
export function parseRedisUrl(text: string): RedisPlace | undefined {
  if (SINGLE.test(text)) return URL.canParse(text) ? { kind: 'single', url: text } : undefined
  const [, scheme, kind, login, hosts, name, query] = MANY.exec(text) ?? []
  if (hosts === undefined || (kind !== 'cluster' && kind !== 'sentinel')) return undefined
  const nodes = nodesOf(hosts, PORT[kind])
  const access = accessOf(login, scheme === 'rediss')
  if (!nodes || !access) return undefined
  if (kind === 'cluster') return name || query ? undefined : { kind, nodes, access }
  const [master, watch] = [decoded(name ?? ''), watchOf(query, access.tls)]
  return master && watch ? { kind, sentinels: nodes, name: master, access, watch } : undefined
}

function watchOf(query: string | undefined, tls: boolean): RedisAccess | undefined {
  const given = new URLSearchParams(query)
  const username = given.get('sentinel_username')
  const password = given.get('sentinel_password')
  const known = Number(username !== null) + Number(password !== null)
  if (given.size !== known) return undefined
  return { ...(username && { username }), ...(password && { password }), tls }
}

function nodesOf(hosts: string, port: number): RedisNode[] | undefined {
  const nodes = hosts.split(',').map((one) => {
    const [, host, given] = NODE.exec(one) ?? []
    return host && { host: host.replace(/^\[|\]$/g, ''), port: Number(given ?? port) }
  })
  return nodes.every(isGoodNode) ? nodes : undefined
}

function isGoodNode(node: RedisNode | '' | undefined): node is RedisNode {
  return Boolean(node) && (node as RedisNode).port > 0 && (node as RedisNode).port < 65_536
}

/** As in `redis://USER:PASSWORD@HOST`; either may be left out. */
function accessOf(login: string | undefined, tls: boolean): RedisAccess | undefined {
  if (login === undefined) return { tls }
  const at = login.indexOf(':')
  const username = decoded(at < 0 ? login : login.slice(0, at))
  const password = at < 0 ? '' : decoded(login.slice(at + 1))
  if (username === undefined || password === undefined) return undefined
  return { ...(username && { username }), ...(password && { password }), tls }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
