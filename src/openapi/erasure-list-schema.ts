import { nextCursor, secondsSchema, STATES } from './schema-pieces.ts'

const text = { type: 'string' }
const textOrNull = { type: ['string', 'null'] }
const texts = { type: 'array', items: text }
const scope = { enum: ['authored', 'conversations'] }
const numberOrNull = { anyOf: [secondsSchema, { type: 'null' }] }

/** Erasures of a period, page by page. */
export const ERASURE_LIST = {
  type: 'object',
  required: ['type', 'data', 'next_cursor'],
  properties: {
    type: { const: 'list' },
    data: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'job', 'contact_ids', 'scope', 'state', 'due_at', 'overdue', 'proof'],
        additionalProperties: false,
        properties: {
          type: { const: 'erasure' },
          job: text,
          contact_ids: texts,
          selector: { enum: ['id', 'external_id', 'email'] },
          scope,
          reason: textOrNull,
          requested_by: text,
          state: { enum: STATES },
          accepted_at: secondsSchema,
          due_at: secondsSchema,
          finished_at: numberOrNull,
          overdue: { type: 'boolean', description: 'ended after due_at, or goes on after it' },
          messages: { type: ['integer', 'null'], description: 'as its certificate counts them' },
          certificate: { ...textOrNull, description: "the certificate's digest" },
          proof: {
            enum: [
              ...['none', 'missing', 'changed', 'not_provable', 'not_in_ledger'],
              ...['unsealed', 'sealed'],
            ],
            description:
              'sealed: the sealed entry of the ledger that the certificate names holds its ' +
              'digest; whether the chain around it is whole is told by `unsaid ledger verify`',
          },
        },
      },
    },
    next_cursor: nextCursor,
  },
} as const
