/** What a schema of Postgres consists of, as far as a map may have to do with it. */
export interface Catalog {
  readonly schema: string
  readonly tables: readonly CatalogTable[]
}

export interface CatalogTable {
  readonly name: string
  readonly kind: 'table' | 'partitioned' | 'foreign' | 'materialized' | 'view'
  /** As the planner estimates; 0 where it has not looked yet. */
  readonly rows: number
  readonly bytes: number
  readonly isPartition: boolean
  /** Whom it inherits from, partitions included. */
  readonly parents: readonly string[]
  readonly columns: readonly CatalogColumn[]
  readonly primaryKey: readonly string[]
  readonly uniques: readonly UniqueIndex[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly indexes: readonly CatalogIndex[]
  readonly checks: readonly CheckRule[]
  readonly triggers: readonly CatalogTrigger[]
  readonly publications: readonly CatalogPublication[]
  /** How a replica knows a row: its key, an index, the whole row, or not at all. */
  readonly identity: 'key' | 'index' | 'full' | 'nothing'
}

export interface CatalogColumn {
  readonly name: string
  /** As Postgres shows it: `character varying(26)`. */
  readonly type: string
  /** The type without domain, array and length: `varchar`. */
  readonly base: string
  /** Where that type is, if Postgres did not bring it. A catalog that was read long ago has none. */
  readonly typeSchema?: string | null
  readonly isArray: boolean
  readonly isEnum: boolean
  readonly length: number | null
  readonly notNull: boolean
  readonly isGenerated: boolean
  readonly isIdentity: boolean
  readonly labels: readonly string[]
}

/** Of a unique index or constraint; the primary key is one. */
export interface UniqueIndex {
  readonly name: string
  /** Every column in it, those inside expressions included. */
  readonly columns: readonly string[]
  readonly isPartial: boolean
  readonly areNullsEqual: boolean
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly table: string
  readonly to: readonly string[]
  readonly onDelete: 'refuse' | 'cascade' | 'set null' | 'set default'
  readonly onUpdate: 'refuse' | 'cascade' | 'set null' | 'set default'
}

export interface CatalogIndex {
  readonly name: string
  /** Null where it is an expression. */
  readonly first: string | null
  /** The columns inside its expressions. */
  readonly inExpressions: readonly string[]
}

export interface CheckRule {
  readonly columns: readonly string[]
  readonly rule: string
}

export interface CatalogTrigger {
  readonly name: string
  readonly onUpdate: boolean
  readonly onDelete: boolean
  /** Of `update of`; empty: every column. */
  readonly columns: readonly string[]
}

interface CatalogPublication {
  readonly name: string
  readonly updates: boolean
  readonly deletes: boolean
}
