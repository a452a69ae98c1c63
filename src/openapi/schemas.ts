import { ERROR_CODES } from '../error-list/error-codes.ts'

const id = { anyOf: [{ type: 'string' }, { type: 'integer' }] }
const count = { type: 'integer', minimum: 0 }
const seconds = { type: 'integer', description: 'unix seconds' }

/** The shapes that requests and replies have. */
export const SCHEMAS = {
  redact_request: {
    oneOf: [
      {
        type: 'object',
        required: ['type', 'conversation_id', 'conversation_part_id'],
        properties: {
          type: { const: 'conversation_part' },
          conversation_id: id,
          conversation_part_id: id,
        },
      },
      {
        type: 'object',
        required: ['type', 'conversation_id', 'source_id'],
        properties: { type: { const: 'source' }, conversation_id: id, source_id: id },
      },
    ],
  },
  conversation: {
    type: 'object',
    description: 'As it was imported, in the shape of the Intercom version it came from',
    properties: { type: { const: 'conversation' }, id, source: {}, conversation_parts: {} },
  },
  job: {
    type: 'object',
    required: ['type', 'id', 'url', 'status', 'state', 'kind', 'progress', 'result'],
    properties: {
      type: { const: 'job' },
      id: { type: 'string' },
      url: { type: 'string' },
      status: { enum: ['pending', 'success', 'failed'] },
      state: { enum: ['queued', 'succeeded', 'failed'] },
      kind: { const: 'redaction' },
      resource_type: { type: 'string' },
      resource_id: { type: ['string', 'null'] },
      resource_url: { type: ['string', 'null'] },
      progress: {
        type: 'object',
        properties: {
          total: count,
          processed: count,
          redacted: count,
          already_redacted: count,
          not_redactable: count,
          not_found: count,
          failed: count,
          canceled: count,
        },
      },
      created_at: seconds,
      finished_at: { anyOf: [seconds, { type: 'null' }] },
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
            redacted_at: seconds,
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
