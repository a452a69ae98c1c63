/** A header that a caller may send. */
export function header(name: string, description: string) {
  return { name, in: 'header', description, ...text() }
}

/** A query parameter. */
export function query(name: string, description: string, schema: object) {
  return { name, in: 'query', description, schema }
}

/** The id in a path. */
export function id() {
  return { name: 'id', in: 'path', required: true, ...text() }
}

/** The query parameter of a long poll. */
export function wait() {
  const description = 'Wait so many seconds for the job to end, or to be planned, at most 30'
  return query('wait', description, { type: 'number', minimum: 0 })
}

/** The query parameters of a list that comes page by page. */
export function page(most: number, otherwise: number) {
  return [
    query('cursor', 'next_cursor of the page before', { type: 'string' }),
    query('limit', 'how many at most', {
      type: 'integer',
      minimum: 1,
      maximum: most,
      default: otherwise,
    }),
  ]
}

/** The schema of any text. */
export function text() {
  return { schema: { type: 'string' } }
}

const seconds = { schema: { type: 'integer', minimum: 0 } }

/** Headers of replies. */
export const LOCATION = { Location: { description: 'where the job is polled', ...text() } }
export const RETRY_AFTER = {
  'Retry-After': { description: 'seconds, while it is pending', ...seconds },
}
export const ETAG = { ETag: { description: 'for If-None-Match', ...text() } }
