import type { Copy } from '../format/copy-format.ts'
import type { Roles } from './choose-roles.ts'
import type { DraftGuess, DraftNote, DraftPart } from './draft-part.ts'
import { erasedColumns } from './erased-columns.ts'
import type { FidesDataset } from './fides-dataset.ts'
import { bodyColumn } from './found-columns.ts'
import type { Link } from './links.ts'
import { placeCopies, type PlacedCopy } from './place-copies.ts'

/** The further places of messages and people: collections that lead to them, and answers that quote. */
export function draftCopies(
  dataset: FidesDataset,
  roles: Roles,
  links: readonly Link[],
): DraftPart<readonly Copy[]> {
  const drafted = placeCopies(dataset, roles, links).map((placed) => draftCopy(placed, links))
  const useful = withoutIdle(drafted)
  const quoting = quotes(roles, links)
  const said = [...useful.map(({ copy }) => copy), quoting]
  const names = said.map(({ name }) => name)
  return {
    said,
    guesses: [
      ...useful.flatMap((one) => guessOf(one, names.indexOf(one.copy.name), links)),
      { path: ['copies', said.length - 1, 'name'], comment: QUOTES },
    ],
    notes: useful.flatMap(({ placed, notes }) => [...notes, ...wayNotes(placed, roles)]),
  }
}

interface Drafted {
  readonly placed: PlacedCopy
  readonly copy: Copy
  readonly notes: readonly DraftNote[]
}

function draftCopy(placed: PlacedCopy, links: readonly Link[]): Drafted {
  const { name, collection, of, by } = placed
  const { table, isDeleted } = collection
  const leading = links.filter(({ from }) => from.table === table).map(({ from }) => from.column)
  const { values, notes } = erasedColumns(collection, new Set(leading))
  const copy: Copy = { name, table, of, by, do: isDeleted ? 'delete' : values }
  return { placed, copy, notes: isDeleted ? [] : notes }
}

/** Without those that change nothing and are no step to others. */
function withoutIdle(drafted: readonly Drafted[]): Drafted[] {
  const steps = new Set(drafted.map(({ copy }) => copy.of))
  const left = drafted.filter(
    ({ copy }) =>
      typeof copy.do === 'string' || Object.keys(copy.do).length > 0 || steps.has(copy.name),
  )
  return left.length === drafted.length ? left : withoutIdle(left)
}

const QUOTES = 'not from Fides: answers quote what they answer, and no key says which'

function quotes({ messages }: Roles, links: readonly Link[]): Copy {
  const body = bodyColumn(messages, links)?.column ?? 'body'
  return {
    name: 'quotes',
    table: messages.table,
    of: 'message',
    in: 'conversation',
    containing: ['body'],
    do: { [body]: 'replace' },
  }
}

function guessOf({ copy }: Drafted, at: number, links: readonly Link[]): DraftGuess[] {
  const [own] = Object.keys(copy.by ?? {})
  const link = links.find(({ from }) => from.table === copy.table && from.column === own)
  const comment = 'guessed by the name of the column'
  return link?.by === 'name' ? [{ path: ['copies', at, 'by'], comment }] : []
}

function wayNotes({ collection, of, by }: PlacedCopy, roles: Roles): DraftNote[] {
  const { table, line } = collection
  const told = (message: string) => [{ line, message: `${table}: ${message}` }]
  if (of === 'message') return []
  if (of !== 'contact') {
    return told(`its rows are found as parts of ${of}: also those that others wrote there`)
  }
  const byEmail = collection.columns.some(
    ({ name, identity }) => identity !== undefined && name in by,
  )
  return byEmail && collection !== roles.conversations
    ? told(
        'its rows are found by the e-mail as it is written: other addresses and spellings of a person are not',
      )
    : []
}
