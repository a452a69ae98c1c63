/** Replies by which Redis refuses whatever it is asked, or all that writes, until somebody acts. */
const REFUSALS: ReadonlySet<string> = new Set([
  'OOM', // full, under noeviction
  'READONLY', // a replica
  'MISCONF', // its snapshots fail
  'NOREPLICAS',
  'LOADING',
  'BUSY', // a script of somebody's does not end
  'MASTERDOWN',
  'CLUSTERDOWN',
  'MOVED', // a node of a cluster, asked as if it were alone
  'ASK',
  'CROSSSLOT',
  'TRYAGAIN',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
])

/** What a sentinel answers to nearly all, a node without its cluster, and a server without room. */
const OTHERS = /\bERR (?:unknown command|This instance has cluster support|max number of clients)/

/** Older servers, scripts and the cluster's client put words of their own before it. */
const WORD = /(?:^|-|: )([A-Z]{3,})\b/g

/**
 * The first word of the reply by which Redis refuses, `OOM` for example; undefined for any other
 * error, a lost connection and what is wrong with one job included. Told by the message, which is
 * all that is left of an error that came from another thread.
 */
export function refusalOf(error: unknown): string | undefined {
  const { message = '' } = causeOf(error)
  if (message.includes('ACL failure in script')) return 'NOPERM'
  for (const [, word = ''] of message.matchAll(WORD)) if (REFUSALS.has(word)) return word
  return OTHERS.test(message) ? 'ERR' : undefined
}

/** What an error says, or that of the last node when the cluster's client says that all failed. */
export function causeOf(error: unknown): { readonly message?: string; readonly code?: string } {
  if (!(error instanceof Error)) return {}
  const node = 'lastNodeError' in error ? error.lastNodeError : undefined
  const { message, ...others } = node instanceof Error ? node : error
  const code = 'code' in others ? String(others.code) : undefined
  return { message, ...(code !== undefined && { code }) }
}
