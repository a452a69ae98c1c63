import { nextCursor } from './schema-pieces.ts'

const textOrNull = { type: ['string', 'null'] }

/** Where a look found something left over. */
export const FINDING_LIST = {
  type: 'object',
  required: ['type', 'data', 'next_cursor'],
  properties: {
    type: { const: 'list' },
    data: {
      type: 'array',
      items: {
        type: 'object',
        required: ['place', 'conversation_id', 'conversation_part_id', 'contact_id'],
        properties: {
          place: { type: 'string', description: 'such as part.author' },
          conversation_id: { ...textOrNull, description: "null: in the contact's own row" },
          conversation_part_id: { ...textOrNull, description: 'null: the conversation or source' },
          contact_id: textOrNull,
        },
      },
    },
    next_cursor: nextCursor,
  },
} as const
