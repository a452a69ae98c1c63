import { answer, json, operation, ref, type Operation } from './operation.ts'
import { ETAG, header, id, LOCATION, page, query, RETRY_AFTER, text, wait } from './pieces.ts'
import { KINDS, OUTCOMES, REASON, STATES } from './schema-pieces.ts'

const OF_STEPS = [
  ...['parameter_invalid', 'job_not_found', 'conflict'],
  ...['idempotency_key_reused', 'unsupported_media_type', 'payload_too_large'],
] as const

const EVENTS = { description: 'A stream of events', content: { 'text/event-stream': text() } }

/** The routes of jobs that hold a list of redactions. */
export const REDACTION_JOB_PATHS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/redaction_jobs': { post: create(), get: list() },
  '/redaction_jobs/{id}': { get: read() },
  '/redaction_jobs/{id}/items': { get: items() },
  '/redaction_jobs/{id}/run': {
    post: step('runRedactionJob', 'Run a job that was planned by a dry run', [
      'Every item is decided again. A plan older than 7 days is refused.',
    ]),
  },
  '/redaction_jobs/{id}/cancel': {
    post: step('cancelRedactionJob', 'Cancel a job', [
      'What was redacted before stays so; nothing more of it is.',
    ]),
  },
  '/redaction_jobs/{id}/events': { get: events() },
  '/redaction_jobs/{id}/certificate': { get: certificate() },
  '/redaction_jobs/{id}/findings': { get: findings() },
}

function create(): Operation {
  return operation({
    operationId: 'createRedactionJob',
    summary: 'Redact a list of conversation parts and sources, or erase a contact, as one job',
    description:
      'As one JSON object of up to 5 MiB and 10,000 items, or as a stream of any length, one ' +
      'item a line, with the options in the query. No item is redacted before the whole list has ' +
      'come: a stream that is cut off, stands still for 30 s, takes too long or loses ' +
      'its token leaves nothing behind. With ' +
      'contact in place of items, everything of that contact: whom it names is kept as ids only, ' +
      'and from the answer on no import brings back what they had written.',
    scopes: ['erase:write'],
    parameters: [
      query('dry_run', 'of a stream: plan only', { enum: ['true', 'false'], default: 'false' }),
      query('reason', 'of a stream: for the ledger', REASON),
      header('Idempotency-Key', 'the same key and body give the same job; another body 422'),
      header('Content-Encoding', 'gzip, for a body that is packed'),
    ],
    requestBody: {
      required: true,
      content: {
        ...json({ oneOf: [ref('redaction_job_request'), ref('erasure_request')] }),
        'application/x-ndjson': {
          schema: { type: 'string', description: 'one item, as in the list, on each line' },
        },
      },
    },
    answers: { 202: answer('Accepted; poll the job at Location', 'job', LOCATION) },
    refusals: [
      ...['parameter_not_found', 'parameter_invalid', 'nothing_to_redact'],
      ...['unsupported_media_type', 'payload_too_large'],
      ...['idempotency_key_reused', 'contact_not_found', 'conflict'],
    ] as const,
  })
}

function certificate(): Operation {
  return operation({
    operationId: 'getErasureCertificate',
    summary: 'What an erasure did, as JSON or as a page to be printed',
    description:
      'It is stored when the erasure ends, and readable when the job is long gone. It holds ids ' +
      'and counts, never by which e-mail or external id the contact was named. Its digest is ' +
      'checked by `unsaid certificate verify FILE`.',
    scopes: ['jobs:read'],
    parameters: [id(), header('Accept', 'text/html for the page')],
    answers: {
      200: {
        description: 'The certificate',
        content: { ...json(ref('certificate')), 'text/html': text() },
      },
    },
    refusals: ['job_not_found', 'conflict'],
  })
}

function findings(): Operation {
  return operation({
    operationId: 'listErasureFindings',
    summary: 'Where the look at what is stored found something of an erased person',
    description:
      'By ids and places, never what it is. The certificate, and the job, count the same by place. ' +
      'A recheck of the certificate replaces them.',
    scopes: ['conversations:read'],
    parameters: [id(), ...page(1_000, 100)],
    answers: { 200: answer('A page of findings', 'finding_list') },
    refusals: ['parameter_invalid', 'job_not_found', 'conflict'],
  })
}

function list(): Operation {
  return operation({
    operationId: 'listRedactionJobs',
    summary: 'Bulk and erasure jobs, the newest first',
    description: 'With kind=redaction single redactions, without their conversations.',
    scopes: ['jobs:read'],
    parameters: [
      query('state', 'only jobs in this state', { enum: STATES }),
      query('kind', 'only jobs of this kind', { enum: KINDS }),
      ...page(100, 20),
    ],
    answers: { 200: answer('A page of jobs', 'job_list') },
    refusals: ['parameter_invalid'],
  })
}

function read(): Operation {
  return operation({
    operationId: 'getRedactionJob',
    summary: 'How a job stands, as from /jobs/status/{id}',
    scopes: ['jobs:read'],
    parameters: [id(), wait(), header('If-None-Match', 'an ETag; 304 when nothing has changed')],
    answers: {
      200: answer('The job', 'job', { ...RETRY_AFTER, ...ETAG }),
      304: { description: 'Nothing has changed' },
    },
    refusals: ['parameter_invalid', 'job_not_found'],
  })
}

function items(): Operation {
  return operation({
    operationId: 'listRedactionJobItems',
    summary: "A job's items, in the order they came",
    description:
      'With outcome, a page of a job that goes on ends before the first item that has no outcome ' +
      'yet: its next_cursor, after Retry-After, leads on. So no item is missed and none comes twice.',
    scopes: ['jobs:read'],
    parameters: [
      id(),
      query('outcome', 'only items that ended so', { enum: OUTCOMES }),
      ...page(1_000, 100),
    ],
    answers: { 200: answer('A page of items', 'item_list', RETRY_AFTER) },
    refusals: ['parameter_invalid', 'job_not_found', 'conflict'],
  })
}

function step(operationId: string, summary: string, more: readonly string[]): Operation {
  return operation({
    operationId,
    summary,
    description: [
      ...more,
      'Again is harmless: it is the same step. Idempotency-Key is not needed for that; one that ' +
        'was used for another request is refused.',
    ].join(' '),
    scopes: ['erase:write'],
    parameters: [
      id(),
      header('Idempotency-Key', '422 when it was used for another request or another job'),
    ],
    answers: { 202: answer('Done, or under way; poll the job at Location', 'job', LOCATION) },
    refusals: OF_STEPS,
  })
}

function events(): Operation {
  return operation({
    operationId: 'watchRedactionJob',
    summary: 'How a job goes on, as server-sent events',
    description:
      'progress: the job, without its result, when it has changed, once a second at most. end: ' +
      'the same when it has ended, and the stream with it. A planned job waits for its run.',
    scopes: ['jobs:read'],
    parameters: [id(), header('Last-Event-ID', 'id of the last event that you have')],
    answers: {
      200: EVENTS,
      204: { description: 'The job has ended, and you have its last event' },
    },
    refusals: ['job_not_found', 'parameter_invalid'],
  })
}
