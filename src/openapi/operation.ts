import { ERROR_CODES, type ErrorCode } from '../error-list/error-codes.ts'
import type { SCHEMAS } from './schemas.ts'

/** Something a caller may give beside the body. */
export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema: object
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  /** Empty for a route that is open to anyone; else what its token must be allowed, sent either way. */
  readonly security: readonly Readonly<
    Partial<Record<'token' | 'token_as_user', readonly string[]>>
  >[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

interface OperationFacts extends Omit<Operation, 'security' | 'responses'> {
  /** Absent: open to anyone. */
  readonly scopes?: readonly string[]
  readonly answers: Readonly<
    Record<string, { readonly description: string; readonly content?: object }>
  >
  /** Codes of its own; what any route can answer is added. */
  readonly refusals?: readonly ErrorCode[]
}

const OF_ANY_ROUTE = [
  'intercom_version_invalid',
  'parameter_invalid',
] as const satisfies ErrorCode[]

const OF_ANY_CALLER = [
  'unauthorized',
  'forbidden',
  'rate_limit_exceeded',
  'server_error',
  'service_unavailable',
] as const satisfies ErrorCode[]

/** One route, with everything that any of them can answer. */
export function operation(facts: OperationFacts): Operation {
  const { scopes, answers, refusals = [], ...others } = facts
  const codes = [...OF_ANY_ROUTE, ...(scopes ? OF_ANY_CALLER : []), ...refusals]
  return {
    ...others,
    security: scopes ? [{ token: scopes }, { token_as_user: scopes }] : [],
    responses: { ...refusalsOf(codes), ...answers },
  }
}

/** One response per status; it names the codes that come with it. */
function refusalsOf(codes: readonly ErrorCode[]): Operation['responses'] {
  const statuses = [...new Set(codes.map((code) => ERROR_CODES[code].status))]
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => ERROR_CODES[code].status === status)
      return [String(status), { description: describe(own), content: json(listOf(own)) }]
    }),
  )
}

function describe(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `${code}: ${ERROR_CODES[code].message}`).join('\n')
}

function listOf(codes: readonly ErrorCode[]) {
  const entry = { type: 'object', properties: { code: { enum: codes } } }
  return { ...ref('error_list'), properties: { errors: { type: 'array', items: entry } } }
}

/** A reply of this shape. */
export function answer(description: string, schema: keyof typeof SCHEMAS, headers?: object) {
  return { description, ...(headers && { headers }), content: json(ref(schema)) }
}

/** JSON content of this schema. */
export function json(schema: object) {
  return { 'application/json': { schema } }
}

export function ref(schema: keyof typeof SCHEMAS) {
  return { $ref: `#/components/schemas/${schema}` }
}
