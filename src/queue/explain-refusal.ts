import { causeOf, refusalOf } from './refusal.ts'

/** What keeps a Redis from being the queue's, for whoever set it up. */
export interface Explained {
  readonly problem: string
  readonly cure: string
  /** It stays so until somebody changes the set-up: there is no use in waiting. */
  readonly lasts: boolean
}

export const CLUSTER: Explained = {
  problem: 'this is a node of a Redis Cluster',
  cure: 'set REDIS_URL to redis+cluster://HOST:PORT,HOST:PORT',
  lasts: true,
}

export const SENTINEL: Explained = {
  problem: 'this is a Sentinel, which keeps no queue',
  cure: 'set REDIS_URL to redis+sentinel://HOST:PORT,HOST:PORT/NAME with the name of the master',
  lasts: true,
}

const waits = (problem: string, cure: string) => ({ problem, cure, lasts: false })
const lasts = (problem: string, cure: string) => ({ problem, cure, lasts: true })

const EXPLAINED: Readonly<Record<string, Explained>> = {
  OOM: waits('Redis is full (OOM)', 'give it more memory, or drop what fills it'),
  READONLY: waits('Redis is a replica (READONLY)', 'name the master in REDIS_URL, or promote it'),
  MISCONF: waits('Redis can not save its data (MISCONF)', "look at Redis's log and its disk"),
  LOADING: waits('Redis still loads its data (LOADING)', 'wait'),
  CLUSTERDOWN: waits('the Redis Cluster is down (CLUSTERDOWN)', 'look at `redis-cli cluster info`'),
  MOVED: CLUSTER,
  ASK: CLUSTER,
  NOAUTH: lasts('Redis asks for a password (NOAUTH)', 'put it into REDIS_URL'),
  WRONGPASS: lasts('Redis refuses user or password (WRONGPASS)', 'check REDIS_URL'),
}

/** What an ACL must allow; what it names of its own accord stands in the problem. */
const RIGHTS = 'allow its user ~{unsaid}:* and +@all -@admin -@dangerous'

const CERTIFICATE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_CERT)/

/** The sentinels answer, but not with an address. */
const NAMELESS = /No such master with that name/

/** @returns undefined when Redis is simply away */
export function explainRefusal(error: unknown): Explained | undefined {
  const { code = '', message = '' } = causeOf(error)
  if (CERTIFICATE.test(code)) {
    return lasts("Redis's certificate can't be verified", 'name its CA by NODE_EXTRA_CA_CERTS')
  }
  if (NAMELESS.test(message)) {
    return lasts('the sentinels know no master of this name', 'check the end of the URL')
  }
  const refusal = refusalOf(error)
  if (refusal === undefined) return undefined
  if (refusal === 'NOPERM') {
    return lasts(`Redis's ACL forbids ${forbiddenBy(message)} (NOPERM)`, RIGHTS)
  }
  if (refusal === 'ERR') return explainOther(message)
  return EXPLAINED[refusal] ?? waits(`Redis refuses (${refusal})`, "look at Redis's log")
}

function forbiddenBy(message: string): string {
  const [, command] = /the '([a-z|]{2,40})' command/.exec(message) ?? []
  if (command !== undefined) return `the command ${command}`
  return message.includes('key') ? 'keys of the queue' : 'a command of the queue'
}

function explainOther(message: string): Explained {
  if (message.includes('cluster support')) {
    return lasts('this Redis is no cluster', 'set REDIS_URL to redis://HOST:PORT')
  }
  return message.includes('unknown command')
    ? SENTINEL
    : waits('Redis takes no more connections', 'raise its maxclients')
}
