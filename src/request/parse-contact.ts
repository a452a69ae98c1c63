import { SELECTOR_KINDS, type ContactSelector, type SelectorKind } from './contact-selector.ts'
import { idText, isPossibleId } from './id.ts'

/** Why something names no contact; `message` quotes nothing of it. */
export interface ContactProblem {
  readonly code: 'parameter_not_found' | 'parameter_invalid' | 'contact_not_found'
  readonly message: string
  readonly field?: string
}

export type ParsedContact =
  | { readonly ok: true; readonly selector: ContactSelector }
  | { readonly ok: false; readonly problem: ContactProblem }

/** Characters; an address has 320 at most (RFC 5321: 64 + @ + 255). */
const LONGEST = 320

const NOT_ONE: ContactProblem = {
  code: 'parameter_invalid',
  message: 'contact must have exactly one of id, external_id and email',
  field: 'contact',
}

/**
 * The one door from `unknown` to whom an erasure is about, for HTTP, command line and library:
 * `{id}`, `{external_id}` or `{email}`, and nothing else. An id that no contact can bear is not
 * found without asking Postgres.
 */
export function parseContact(contact: unknown): ParsedContact {
  if (contact === undefined || contact === null || contact === '') {
    const message = 'contact is a required parameter'
    return refused({ code: 'parameter_not_found', message, field: 'contact' })
  }
  const [kind, ...others] = typeof contact === 'object' ? Object.keys(contact) : []
  if (!isKind(kind) || others.length > 0) return refused(NOT_ONE)
  const value = idText((contact as Record<string, unknown>)[kind])
  if (value === undefined || value.length > LONGEST || value.trim() === '') {
    const message = `contact.${kind} must have 1 to ${String(LONGEST)} characters`
    return refused({ code: 'parameter_invalid', message, field: 'contact' })
  }
  if (kind === 'id' && !isPossibleId(value)) {
    return refused({ code: 'contact_not_found', message: 'Contact not found' })
  }
  return { ok: true, selector: { kind, value } }
}

function isKind(name: string | undefined): name is SelectorKind {
  return SELECTOR_KINDS.some((kind) => kind === name)
}

function refused(problem: ContactProblem): ParsedContact {
  return { ok: false, problem }
}
