import { ERASURE_LIST } from './erasure-list-schema.ts'
import { ERROR_CODES } from '../error-list/error-codes.ts'
import { COPIES } from './erased-map-schema.ts'
import { CERTIFICATE, ERASURE, ERASURE_REQUEST, FILES_DETACHED } from './erasure-schemas.ts'
import { FINDING_LIST } from './finding-schemas.ts'
import {
  counts,
  externalId,
  idSchema,
  KINDS,
  nextCursor,
  outcome,
  REASON,
  secondsSchema,
  STATES,
} from './schema-pieces.ts'
import { WAITS_FOR } from './waits-for-schema.ts'

/** The shapes that requests and replies have. */
export const SCHEMAS = {
  redact_request: {
    oneOf: [
      {
        type: 'object',
        required: ['type', 'conversation_id', 'conversation_part_id'],
        properties: {
          type: { const: 'conversation_part' },
          conversation_id: idSchema,
          conversation_part_id: idSchema,
        },
      },
      {
        type: 'object',
        required: ['type', 'conversation_id', 'source_id'],
        properties: { type: { const: 'source' }, conversation_id: idSchema, source_id: idSchema },
      },
    ],
  },
  redaction_job_request: {
    type: 'object',
    required: ['items'],
    additionalProperties: false,
    properties: {
      items: {
        type: 'array',
        minItems: 1,
        maxItems: 10_000,
        description: 'An item that is broken fails alone',
        items: {
          allOf: [{ $ref: '#/components/schemas/redact_request' }],
          properties: { external_id: externalId },
        },
      },
      dry_run: { type: 'boolean', default: false, description: 'plan only; run it afterwards' },
      reason: REASON,
    },
  },
  erasure_request: ERASURE_REQUEST,
  certificate: CERTIFICATE,
  erasure_list: ERASURE_LIST,
  finding_list: FINDING_LIST,
  item: {
    type: 'object',
    required: ['line', 'type', 'conversation_id', 'external_id', 'outcome'],
    properties: {
      line: { type: 'integer', minimum: 1, description: 'of the stream; of a JSON list index + 1' },
      type: { enum: ['conversation_part', 'source', null] },
      conversation_id: { type: ['string', 'null'] },
      conversation_part_id: { type: ['string', 'null'] },
      source_id: { type: ['string', 'null'] },
      external_id: { type: ['string', 'null'] },
      outcome: { enum: [...outcome.enum, null], description: 'null until there is one' },
      planned: { ...outcome, description: 'what a dry run found would happen' },
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { enum: Object.keys(ERROR_CODES) }, message: { type: 'string' } },
      },
    },
  },
  item_list: {
    type: 'object',
    required: ['type', 'data', 'next_cursor'],
    properties: {
      type: { const: 'list' },
      data: { type: 'array', items: { $ref: '#/components/schemas/item' } },
      next_cursor: nextCursor,
    },
  },
  job_list: {
    type: 'object',
    required: ['type', 'data', 'next_cursor'],
    properties: {
      type: { const: 'list' },
      data: { type: 'array', items: { $ref: '#/components/schemas/job' } },
      next_cursor: nextCursor,
    },
  },
  conversation: {
    type: 'object',
    description: 'As it was imported, in the shape of the Intercom version it came from',
    properties: {
      type: { const: 'conversation' },
      id: idSchema,
      source: {},
      conversation_parts: {},
    },
  },
  job: {
    type: 'object',
    required: ['type', 'id', 'url', 'status', 'state', 'kind', 'progress', 'result'],
    properties: {
      type: { const: 'job' },
      id: { type: 'string' },
      url: { type: 'string' },
      status: { enum: ['pending', 'success', 'failed'] },
      state: { enum: STATES },
      kind: { enum: KINDS },
      resource_type: { enum: ['conversation', 'redaction_job'] },
      resource_id: { type: ['string', 'null'] },
      resource_url: { type: ['string', 'null'] },
      progress: counts,
      plan: { description: 'What a run would do; of a dry run only', ...counts },
      files_detached: FILES_DETACHED,
      copies: COPIES,
      erasure: ERASURE,
      waits_for: WAITS_FOR,
      requested_by: {
        type: 'string',
        description: '`token:<id>`, `cli`, `cli:<name>`, `library`, `raw` or `watch`',
      },
      reason: { type: ['string', 'null'] },
      created_at: secondsSchema,
      finished_at: { anyOf: [secondsSchema, { type: 'null' }] },
      result: {
        description: 'The conversation as it is now, an error list, or null',
        anyOf: [
          { $ref: '#/components/schemas/conversation' },
          { $ref: '#/components/schemas/error_list' },
          { type: 'null' },
        ],
      },
    },
  },
  redaction_list: {
    type: 'object',
    required: ['type', 'data', 'next_cursor'],
    properties: {
      type: { const: 'list' },
      data: {
        type: 'array',
        items: {
          type: 'object',
          required: ['seq', 'type', 'outcome', 'reason', 'job_id', 'redacted_at'],
          properties: {
            seq: { type: 'integer', minimum: 1 },
            type: { type: 'string' },
            conversation_id: { type: 'string' },
            conversation_part_id: { type: 'string' },
            source_id: { type: 'string' },
            outcome: { type: 'string' },
            reason: { type: ['string', 'null'] },
            job_id: { type: 'string' },
            redacted_at: secondsSchema,
          },
        },
      },
      next_cursor: { type: ['string', 'null'] },
    },
  },
  health: {
    type: 'object',
    required: ['status'],
    properties: {
      status: { enum: ['ok', 'ready', 'not_ready'] },
      reasons: { type: 'array', items: { type: 'string' } },
    },
  },
  openapi: { type: 'object', required: ['openapi', 'info', 'paths'] },
  error_list: {
    type: 'object',
    required: ['type', 'errors'],
    properties: {
      type: { const: 'error.list' },
      request_id: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { enum: Object.keys(ERROR_CODES) },
            message: { type: 'string' },
            field: { type: 'string' },
          },
        },
      },
    },
  },
} as const
