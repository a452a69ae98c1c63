/** SQL that somebody writes once for one system: a statement for each table. */
export interface ByHand {
  /** Takes back messages by their ids. */
  redact(tenant: string, messages: readonly string[]): readonly HandStatement[]
  /** Takes away people by their ids, and all that they wrote. */
  erase(tenant: string, people: readonly string[]): readonly HandStatement[]
}

export interface HandStatement {
  readonly text: string
  readonly values?: readonly unknown[]
}

export const statement = (text: string, ...values: readonly unknown[]): HandStatement => ({
  text,
  values,
})
