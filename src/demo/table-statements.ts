/** What is known of the tables of a system: facts that its catalog shows. */
export interface SchemaFacts {
  readonly enums: Readonly<Record<string, readonly string[]>>
  readonly tables: Readonly<Record<string, TableFacts>>
}

export interface TableFacts {
  /** Name -> type, with `not null` and what else stands behind it. */
  readonly columns: Readonly<Record<string, string>>
  readonly key?: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly uniqueIndexes?: readonly (readonly [string, string | null])[]
  readonly references?: readonly {
    readonly columns: readonly string[]
    readonly table: string
    readonly to: readonly string[]
    readonly onDelete?: string
  }[]
  /** With an expression. */
  readonly indexes?: readonly string[]
  /** Of columns alone. */
  readonly plainIndexes?: readonly string[]
  readonly checks?: readonly string[]
}

const quoted = (name: string) => `"${name}"`

/** SQL that makes an empty copy of a system's schema, without the indexes of columns alone. */
export function schemaStatements({ enums, tables }: SchemaFacts): string {
  return [
    // The extension of that name is not everywhere; what matters is that it is no type of ours.
    'create type vector as (dims real[])',
    ...Object.entries(enums).map(
      ([name, labels]) => `create type ${name} as enum (${labels.map((one) => `'${one}'`).join()})`,
    ),
    ...Object.entries(tables).map(([name, facts]) => tableStatement(name, facts)),
    ...Object.entries(tables).flatMap(([name, facts]) => laterStatements(name, facts)),
  ].join(';\n')
}

const list = (names: readonly string[]) => names.map(quoted).join(', ')

function tableStatement(name: string, { columns, key, unique = [], checks = [] }: TableFacts) {
  const lines = [
    ...Object.entries(columns).map(([column, type]) => `${quoted(column)} ${type}`),
    ...(key ? [`primary key (${list(key)})`] : []),
    ...unique.map((one) => `unique (${list(one)})`),
    ...checks.map((rule) => `check (${rule})`),
  ]
  return `create table ${quoted(name)} (${lines.join(', ')})`
}

function laterStatements(name: string, facts: TableFacts): string[] {
  const { uniqueIndexes = [], indexes = [], references = [] } = facts
  return [
    ...uniqueIndexes.map(
      ([parts, where]) =>
        `create unique index on ${quoted(name)} (${parts})${where === null ? '' : ` where ${where}`}`,
    ),
    ...indexes.map((one) => `create index on ${quoted(name)} ${one}`),
    ...references.map(
      ({ columns, table, to, onDelete }) =>
        `alter table ${quoted(name)} add foreign key (${list(columns)}) references ${quoted(table)} (${list(to)})` +
        (onDelete === undefined ? '' : ` on delete ${onDelete}`),
    ),
  ]
}

/** Statements for the indexes of columns alone: by these a row is found from a message or a person. */
export function plainIndexStatements({ tables }: SchemaFacts): string[] {
  return Object.entries(tables).flatMap(([name, { plainIndexes = [] }]) =>
    plainIndexes.map((columns) => `create index on ${quoted(name)} (${columns})`),
  )
}
