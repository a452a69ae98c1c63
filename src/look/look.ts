/** What a look at everything that is stored about a person came to. */
export interface Look {
  /** Rows that were read. */
  readonly rows: number
  /** Words of names that were looked for; 0: by addresses and external ids only. */
  readonly names: number
  /** Rows in which something was left over, by place. */
  readonly found: Readonly<Record<string, number>>
  /** Rows with what stays as the certificate says, by place. */
  readonly exceptions: Readonly<Record<string, number>>
}
