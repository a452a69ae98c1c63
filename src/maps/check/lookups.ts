import type { DataMap } from '../format/map-format.ts'
import { asList } from '../format/map-names.ts'
import type { Row, Where } from '../format/where-format.ts'
import { entriesOf } from './map-entry.ts'

/** `column.other`: a column of the row that the first leads to. */
export interface Lookup {
  readonly table: string
  readonly column: string
  readonly other: string
  /** The object of the map that says it; the member is `column.other`. */
  readonly said: object
}

interface Rows {
  readonly table: string
  readonly by?: Row | undefined
  readonly where?: Where | undefined
}

/** All lookups by which a map picks or finds the rows that it reads. */
export function lookups(map: DataMap): Lookup[] {
  return [...entriesOf(map), ...asideRows(map)].flatMap(lookupsIn)
}

/** Those of kinds of rows that are kept: nothing reads them. */
export function keptLookups({ kept = [] }: DataMap): Lookup[] {
  return kept.flatMap(({ table = '', where }) => lookupsIn({ table, where }))
}

/** Rows that are neither messages, people nor copies, and tell something of them. */
function asideRows({ contact, conversation, message }: DataMap): Rows[] {
  const { table, people = [] } = conversation
  return [
    ...asList(contact).flatMap(({ team }) => team ?? []),
    ...people.map(({ by, where, ...one }) => ({ table: one.table ?? table, by, where })),
    ...asList(message).map(({ table: own, body: { by, where, ...body } }) => ({
      ...{ table: body.table ?? own, by, where },
    })),
  ]
}

function lookupsIn({ table, by = {}, where = {} }: Rows): Lookup[] {
  return [by, where].flatMap((said) =>
    Object.keys(said).flatMap((named) => {
      const [column = '', other] = named.split('.')
      return other === undefined ? [] : [{ table, column, other, said }]
    }),
  )
}
