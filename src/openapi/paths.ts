import { answer, json, operation, ref, type Operation } from './operation.ts'
import { ERASURE_LIST_PATH } from './erasure-list-path.ts'
import { ETAG, header, id, LOCATION, RETRY_AFTER, text, wait } from './pieces.ts'
import { REDACTION_JOB_PATHS } from './redaction-job-paths.ts'

/** Every route of the server but HEAD, which answers as GET does, without the body. */
export const PATHS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/conversations/redact': {
    post: operation({
      operationId: 'redactConversation',
      summary: 'Redact a conversation part or the source message of a conversation',
      description:
        'With Prefer: respond-async it answers 202 and needs no conversations:read. A 503 has ' +
        'the Location of the job, which is durable: a retry is harmless.',
      scopes: ['redact:write', 'conversations:read'],
      parameters: [
        header('Prefer', 'respond-async: answer 202 with the job at once'),
        header('Idempotency-Key', 'the same key and body give the same job; another body 422'),
        header('Content-Encoding', 'gzip, for a body that is packed'),
        header('Intercom-Version', 'accepted and echoed'),
      ],
      requestBody: { required: true, content: json(ref('redact_request')) },
      answers: {
        200: answer('The conversation as it is now', 'conversation', LOCATION),
        202: answer('Accepted; poll the job at Location', 'job', LOCATION),
      },
      refusals: [
        'parameter_not_found',
        'type_mismatch',
        'parameter_invalid',
        'conversation_part_not_redactable',
        'conversation_part_or_message_not_found',
        'unsupported_media_type',
        'payload_too_large',
        'idempotency_key_reused',
      ],
    }),
  },
  '/conversations/{id}': {
    get: operation({
      operationId: 'getConversation',
      summary: 'A conversation as it is now, with its 500 newest parts',
      scopes: ['conversations:read'],
      parameters: [id()],
      answers: { 200: answer('The conversation', 'conversation') },
      refusals: ['parameter_invalid', 'conversation_not_found'],
    }),
  },
  '/jobs/status/{id}': {
    get: operation({
      operationId: 'getJobStatus',
      summary: 'How a job stands',
      description: 'The conversation in result also needs conversations:read.',
      scopes: ['jobs:read'],
      parameters: [id(), wait(), header('If-None-Match', 'an ETag; 304 when nothing has changed')],
      answers: {
        200: answer('The job', 'job', { ...RETRY_AFTER, ...ETAG }),
        304: { description: 'Nothing has changed' },
      },
      refusals: ['parameter_invalid', 'job_not_found'],
    }),
  },
  '/redactions': {
    get: operation({
      operationId: 'listRedactions',
      summary: 'What was redacted, in the order of the ledger, for systems that hold copies',
      description: 'Ids and codes only. Ask again with next_cursor: nothing comes before it later.',
      scopes: ['ledger:read'],
      parameters: [
        { name: 'after', in: 'query', description: 'a next_cursor; absent: all', ...text() },
        {
          name: 'limit',
          in: 'query',
          description: '100 unless it is given',
          schema: { type: 'integer', minimum: 1, maximum: 1_000 },
        },
      ],
      answers: { 200: answer('Records of the ledger', 'redaction_list') },
      refusals: ['parameter_invalid'],
    }),
  },
  ...REDACTION_JOB_PATHS,
  ...ERASURE_LIST_PATH,
  '/healthz': open('getHealth', {
    summary: 'The process lives',
    answers: { 200: answer('It does', 'health') },
  }),
  '/readyz': open('getReadiness', {
    summary: 'The process can do its work',
    answers: { 200: answer('It can', 'health'), 503: answer("It can't, and why", 'health') },
  }),
  '/metrics': {
    get: operation({
      operationId: 'getMetrics',
      summary: 'Counts for Prometheus',
      scopes: ['admin'],
      answers: { 200: { description: 'In its text format' } },
    }),
  },
  '/openapi.json': open('getOpenApi', {
    summary: 'This document',
    answers: { 200: answer('An OpenAPI 3.1 document', 'openapi') },
  }),
  '/docs': open('getDocs', {
    summary: 'This document, for people',
    answers: { 200: { description: 'A page of HTML' } },
  }),
}

function open(operationId: string, facts: Pick<Operation, 'summary'> & { answers: object }) {
  return { get: operation({ operationId, ...facts, answers: { ...facts.answers } }) }
}
