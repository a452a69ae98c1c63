/** A field of a collection: a column, where the dataset describes tables. */
export interface FidesColumn {
  readonly name: string
  readonly line: number
  /** Its own and those of fields within it; where there are none, those of the collection or dataset. */
  readonly categories: readonly string[]
  readonly isKey: boolean
  readonly isReadOnly: boolean
  readonly identity: string | undefined
  readonly dataType: string | undefined
  readonly length: number | undefined
  readonly masking: FidesMasking | undefined
  readonly references: readonly FidesReference[]
  /** Paths of the fields within it. */
  readonly nested: readonly string[]
  /** Paths of those within it by which Fides finds people or other rows. */
  readonly nestedLinks: readonly string[]
}

/** How Fides overwrites a field, whatever a policy says. */
export interface FidesMasking {
  readonly strategy: string
  readonly configuration: Readonly<Record<string, unknown>>
}

/** A field that Fides goes to or comes from; which of the two rows belongs to the other it does not say. */
export interface FidesReference {
  readonly dataset: string
  /** `collection.field`, and further fields within that one. */
  readonly field: string
  readonly line: number
}

/** A collection of a dataset: a table, where the database has such. */
export interface FidesCollection {
  /** As references call it. */
  readonly name: string
  /** Without the schema that its name may begin with. */
  readonly table: string
  readonly line: number
  readonly columns: readonly FidesColumn[]
  /** Fides deletes its rows instead of overwriting them. */
  readonly isDeleted: boolean
  /** It says which collections come first. */
  readonly isOrdered: boolean
}

/** A database, or a schema of it, as Fides describes it. */
export interface FidesDataset {
  readonly key: string
  readonly name: string
  readonly line: number
  /** Of the database, such as postgres; most datasets don't say. */
  readonly connection: string | undefined
  readonly schema: string | undefined
  readonly collections: readonly FidesCollection[]
}

/** Whether a field is about a person, as far as its label goes. */
export function isPersonal({ categories }: FidesColumn): boolean {
  return categories.some((category) => category === 'user' || category.startsWith('user.'))
}
