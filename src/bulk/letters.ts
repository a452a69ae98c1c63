import type { Outcome } from '../jobs/outcome.ts'

/** What stands in a chunk for the end of one item. */
export type Letter = 'r' | 'a' | 'p' | 'm' | 'e' | 'u' | 'x'

/** The letter of an outcome. */
export function letterOf({ kind, code }: Outcome): Letter {
  switch (kind) {
    case 'redacted':
      return 'r'
    case 'already_redacted':
      return 'a'
    case 'not_redactable':
      return 'p'
    case 'not_found':
      return 'm'
    case 'failed':
    case 'canceled':
      return code === 'service_unavailable' ? 'u' : 'e'
  }
}

/** The letter of an item that names no target: an id that nothing can bear is simply not found. */
export function letterOfProblem(code: string): Letter {
  return code === 'conversation_part_or_message_not_found' ? 'm' : 'x'
}

/** The outcome that a letter stands for; a broken item's own problems say more than `x`. */
export const OUTCOME_OF: Readonly<Record<Letter, Outcome>> = {
  r: { kind: 'redacted', code: null },
  a: { kind: 'already_redacted', code: null },
  p: { kind: 'not_redactable', code: null },
  m: { kind: 'not_found', code: null },
  e: { kind: 'failed', code: 'server_error' },
  u: { kind: 'failed', code: 'service_unavailable' },
  x: { kind: 'failed', code: 'parameter_invalid' },
}

/** The letters that stand for an outcome: what a filter by outcome looks for. */
export function lettersFor(kind: Outcome['kind']): Letter[] {
  const letters = Object.keys(OUTCOME_OF) as Letter[]
  return letters.filter((letter) => OUTCOME_OF[letter].kind === kind)
}
