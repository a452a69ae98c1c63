import { count } from './schema-pieces.ts'

const text = { type: 'string' }

/** What became of the rows of one copy that a map names. */
const COPY_COUNT = {
  type: 'object',
  required: ['found', 'changed', 'deleted', 'reported', 'words_too_short'],
  properties: {
    found: { ...count, description: 'rows that a key or words led to' },
    changed: count,
    deleted: count,
    reported: { ...count, description: 'rows that are only told of' },
    words_too_short: { ...count, description: 'words that were too short to be looked for' },
  },
} as const

/** Of a workspace on a map. */
export const COPIES = {
  type: 'object',
  description: 'where a map leads: what became of the copies that it names',
  additionalProperties: COPY_COUNT,
} as const

/** Of an erasure where a map leads: the map, and what became of each copy. */
export const ERASED_MAP = {
  type: 'object',
  description: 'where the messages stand in tables of another system: the map that says so',
  required: ['name', 'version', 'system', 'copies', 'incomplete'],
  properties: {
    name: text,
    version: { type: 'integer', minimum: 1 },
    system: text,
    copies: COPIES,
    incomplete: {
      type: 'array',
      items: text,
      description: 'columns that came after the map was added, and that it does not answer for',
    },
  },
} as const
