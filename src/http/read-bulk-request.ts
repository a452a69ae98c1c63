import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'
import type { Item } from '../items/item.ts'
import { readJsonItems } from '../items/read-json-items.ts'
import { readNdjsonItems } from '../items/read-ndjson-items.ts'
import { isRecord } from '../is-record.ts'
import { readErasureRequest, type ErasureRequest } from './read-erasure-request.ts'
import { dryRun, dryRunInQuery, reason } from './read-options.ts'
import { readParameters, type ReadParameters } from './read-parameters.ts'

/** A list of redactions, as it was asked for. */
export interface ListOfItems {
  readonly items: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>
  readonly dryRun: boolean
  readonly reason?: string | undefined
}

/** What a job may be asked for: a list of redactions, or everything of a contact. */
export type BulkRequest =
  | ({ readonly kind: 'list' } & ListOfItems)
  | { readonly kind: 'contact'; readonly erasure: ErasureRequest }

type Read = ReadParameters<BulkRequest>

/** Items of a JSON list: it is held in memory. */
const MOST_ITEMS = 10_000

const inQuery = z.strictObject({ dry_run: dryRunInQuery, reason })
const inBody = z.strictObject({
  items: z.custom<unknown[]>(Array.isArray, { error: 'must be an array' }),
  dry_run: dryRun,
  reason,
})
const nothing = z.strictObject({})

/**
 * Reads what `POST /redaction_jobs` is asked: a JSON object with items or a contact, and options,
 * or a stream of items with the options in the query. An option that is unknown, or stands in the
 * wrong place, is refused: to ignore a `dry_run` could redact for good. Of a stream nothing is read
 * yet.
 */
export function readBulkRequest({ body, bodyStream, query }: FastifyRequest): Read {
  if (bodyStream) {
    const read = readParameters(inQuery, query)
    if (!read.ok) return read
    const { dry_run, reason: why } = read.value
    return listOf({ items: readNdjsonItems(bodyStream), dryRun: dry_run, reason: why })
  }
  const stray = readParameters(nothing, query)
  return stray.ok ? readBody(body) : stray
}

function readBody(body: unknown): Read {
  if (!isRecord(body)) {
    return refused(errorEntry('parameter_invalid', 'The request body must be a JSON object'))
  }
  if (Object.hasOwn(body, 'contact')) return readContact(body)
  const { items } = body
  if (items === undefined || items === null || items === '') {
    return refused(errorEntry('parameter_not_found', 'items is a required parameter', 'items'))
  }
  const read = readParameters(inBody, body)
  return read.ok ? readItems(read.value) : read
}

function readContact(body: unknown): Read {
  const read = readErasureRequest(body)
  return read.ok ? { ok: true, value: { kind: 'contact', erasure: read.value } } : read
}

function readItems({ items, dry_run, reason: why }: z.infer<typeof inBody>): Read {
  if (items.length === 0) return refused(errorEntry('nothing_to_redact'))
  if (items.length > MOST_ITEMS) {
    const message = 'A JSON list may have 10,000 items: send more as application/x-ndjson'
    return refused(errorEntry('payload_too_large', message, 'items'))
  }
  return listOf({ items: [readJsonItems(items)], dryRun: dry_run, reason: why })
}

function listOf(list: ListOfItems): Read {
  return { ok: true, value: { kind: 'list', ...list } }
}

function refused(error: ErrorEntry): Read {
  return { ok: false, errors: [error] }
}
