/** What came back from the API. */
export interface Reply {
  readonly status: number
  /** Where the job is polled; null when none was accepted. */
  readonly location: string | null
  readonly body: Record<string, unknown>
}

/** Calls the API as anybody would: over HTTP, with a token. */
export interface DemoCaller {
  get(path: string): Promise<Reply>
  post(path: string, body: unknown): Promise<Reply>
}

export function createCaller(address: string, token: string): DemoCaller {
  const call = async (method: string, path: string, body?: string): Promise<Reply> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const reply = await fetch(`${address}${path}`, { method, headers, ...(body && { body }) })
    return {
      status: reply.status,
      location: reply.headers.get('location'),
      body: (await reply.json()) as Record<string, unknown>,
    }
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, JSON.stringify(body)),
  }
}
