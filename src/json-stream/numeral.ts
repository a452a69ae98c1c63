import { randomUUID } from 'node:crypto'

/** Stands around the digits while a text is written; nobody who sends text can know it. */
const MARK = randomUUID()
const MARKED = new RegExp(`"${MARK}([^"]*)"`, 'g')

const writing = { exactly: false, met: false }

/**
 * A number that JavaScript would give other digits: 0.10000000000000001, an integer beyond 2^53, or
 * 1.0, of which it leaves 1. Others than `exactJson` write it as a text.
 */
// eslint-disable-next-line no-restricted-syntax -- JSON.stringify asks a method of the value
export class Numeral {
  readonly digits: string

  constructor(digits: string) {
    this.digits = digits
  }

  toJSON(): string {
    if (!writing.exactly) return this.digits
    writing.met = true
    return MARK + this.digits
  }
}

function hasMet(): boolean {
  return writing.met
}

/** JSON in which each numeral is a number of just its digits. */
export function exactJson(value: unknown, space?: number): string {
  writing.exactly = true
  writing.met = false
  try {
    const text = JSON.stringify(value, null, space)
    return hasMet() ? text.replace(MARKED, '$1') : text
  } finally {
    writing.exactly = false
  }
}
