import { ERASED_MAP } from './erased-map-schema.ts'
import { count, idSchema, REASON, secondsSchema } from './schema-pieces.ts'

const time = { type: 'string', format: 'date-time' }
const text = { type: 'string' }
const textOrNull = { type: ['string', 'null'] }
const texts = { type: 'array', items: text }
const scope = { enum: ['authored', 'conversations'] }

/** What asks for the erasure of a contact. */
export const ERASURE_REQUEST = {
  type: 'object',
  required: ['contact'],
  additionalProperties: false,
  properties: {
    contact: {
      type: 'object',
      description: 'exactly one of the three',
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
      properties: {
        id: idSchema,
        external_id: idSchema,
        email: { type: 'string', minLength: 1, maxLength: 320 },
      },
    },
    scope: {
      enum: ['authored', 'conversations'],
      default: 'authored',
      description: 'what they wrote, or every message of conversations where they take part',
    },
    dry_run: { type: 'boolean', default: false, description: 'plan only; run it afterwards' },
    reason: REASON,
    due: {
      type: 'string',
      description: 'a date, which means its end in UTC, or a time; default: in a month',
      examples: ['2030-01-31', '2030-01-31T12:00:00Z'],
    },
  },
} as const

export const FILES_DETACHED = {
  ...count,
  description: 'of a list or an erasure: files that redacted messages had; Unsaid deletes none',
}

const places = {
  type: 'object',
  additionalProperties: count,
  description: 'how many rows, by place, such as part.author',
}

/** What a look at what is stored came to. */
export const LOOK = {
  type: 'object',
  description: 'What the look at what is stored came to',
  required: ['rows', 'names', 'found', 'exceptions'],
  properties: {
    rows: { ...count, description: 'rows that were read' },
    names: { ...count, description: 'words of names looked for; 0: by keys only' },
    found: { ...places, description: 'rows that still tell of the person, by place' },
    exceptions: { ...places, description: 'what stays, as not_covered says' },
  },
} as const

/** What the job of an erasure shows beside what every job shows. */
export const ERASURE = {
  type: 'object',
  description: 'Of an erasure only',
  required: [
    ...['scope', 'contact_ids', 'due_at', 'days_left', 'looks', 'other_contacts'],
    'keys_incomplete',
  ],
  properties: {
    scope,
    contact_ids: texts,
    due_at: secondsSchema,
    days_left: {
      type: 'integer',
      description: 'days from now, or from its end, until it is due; negative when it is late',
    },
    looks: { ...count, description: 'how often it has looked whether anything is left' },
    look: { anyOf: [LOOK, { type: 'null' }] },
    other_contacts: {
      ...texts,
      description: 'who may be the same person: found by the plan, named, not erased',
    },
    keys_incomplete: {
      type: 'boolean',
      description: 'whether conversations stored before were not keyed yet when it began',
    },
  },
} as const

/** How far a certificate of version 2 goes. */
const EXTENT = {
  keeps: { ...texts, description: 'what the workspace keeps by name' },
  keys_incomplete: {
    type: 'boolean',
    description: 'what was stored could not all be searched for former addresses yet',
  },
  other_contacts: {
    ...count,
    description: 'contacts of the same conversations that may be the same person; not erased',
  },
  look: LOOK,
  supersedes: {
    ...textOrNull,
    description: 'the digest of the certificate that this one takes the place of',
  },
  map: ERASED_MAP,
} as const

/** What is kept of an erasure. */
export const CERTIFICATE = {
  type: 'object',
  required: [
    ...['type', 'version', 'workspace', 'job', 'contact_ids', 'selector', 'scope', 'requested_by'],
    ...['reason', 'accepted_at', 'finished_at', 'due_at', 'result', 'messages', 'conversations'],
    ...['files_detached', 'suppressed_until', 'ledger', 'not_covered', 'digest'],
  ],
  properties: {
    type: { const: 'erasure_certificate' },
    version: { enum: [1, 2] },
    workspace: text,
    job: text,
    contact_ids: texts,
    selector: {
      enum: ['id', 'external_id', 'email'],
      description: 'by what the contact was named; the value is not kept',
    },
    scope,
    requested_by: text,
    reason: textOrNull,
    accepted_at: time,
    finished_at: time,
    due_at: time,
    result: { enum: ['succeeded', 'completed_with_errors'] },
    messages: {
      type: 'object',
      properties: {
        total: count,
        redacted: count,
        already_redacted: count,
        not_redactable: count,
        not_found: count,
        failed: count,
        late: count,
      },
    },
    conversations: count,
    conversations_failed: { ...count, description: 'of them, those that could not be cleared' },
    files_detached: count,
    suppressed_until: {
      ...time,
      description: 'messages until then are not brought back by imports',
    },
    ...EXTENT,
    ledger: {
      type: 'object',
      properties: {
        entries: count,
        first_entry: textOrNull,
        last_entry: textOrNull,
        certificate_entry: { ...text, description: 'the one that holds the digest; of version 2' },
        head: {
          type: ['object', 'null'],
          properties: { seq: { type: 'integer', minimum: 1 }, hash: text },
        },
      },
    },
    not_covered: texts,
    proof: {
      type: 'object',
      description: 'how the ledger vouches for it, once the entry is sealed; of version 2',
      required: ['entry', 'head'],
      properties: {
        entry: { ...text, description: 'the entry as a line of `unsaid ledger export`' },
        head: {
          type: 'object',
          description: 'its seal, which is published as a head',
          properties: { seq: { type: 'integer', minimum: 1 }, hash: text },
        },
      },
    },
    digest: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'of all others but `proof`' },
  },
} as const
