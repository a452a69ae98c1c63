import type { Trx } from '../../database/in-workspace.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import { standOf, versionedKey, type SearchPass, type Passes } from './search-pass.ts'
import { searchedColumns } from './columns-read.ts'
import type { MappedRow } from './mapped-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant, Root } from './root.ts'
import { soughtWords } from './sought-words.ts'

/** What a transaction knows of the job that it does a piece of. */
export interface Ahead {
  readonly job: string
  readonly passes: Passes
  /** The messages that come after the piece, as far as they are not taken back yet. */
  readonly roots: () => Promise<readonly Root[]>
}

/** Characters of messages that one pass looks for: what looks for them takes 19 bytes for each. */
const MOST_LETTERS = 2_000_000

interface Searched {
  readonly copy: Copy
  readonly parents: readonly Descendant[]
  /** Reads all rows of the copy's table that may hold words, a few at a time. */
  readonly rows: () => AsyncIterable<readonly MappedRow[]>
}

/**
 * Where a copy is looked for in all that a workspace has: a search for this piece of a job and those
 * that come after it, made by the first of them.
 *
 * @returns undefined where the piece is searched for by itself: none comes after it, or somebody has
 *   changed its messages since
 */
export async function passAhead(
  trx: Trx,
  schema: MappedSchema,
  { copy, parents, rows }: Searched,
  { job, passes, roots }: Ahead,
): Promise<SearchPass | undefined> {
  if (!isForMany(schema, copy)) return undefined
  const stand = await standOf(trx, schema, copy.table)
  const before = passes.find(job, copy.name)
  const known = before?.files === stand?.files ? before : undefined
  const covered = parents.filter(({ root }) => known?.covers.has(versionedKey(root)))
  if (covered.length > 0) return covered.length === parents.length ? known : undefined
  const coming = withinLetters(await roots()).filter(({ names }) => isOf(names, copy))
  if (!stand || coming.length === 0) return undefined
  const all = [...parents, ...coming.map((root) => ({ row: root.row, root }))]
  const pass = {
    covers: new Set(all.map(({ root }) => versionedKey(root))),
    ...stand,
    places: await placesOf(copy, all, rows()),
  }
  passes.keep(job, copy.name, pass)
  return pass
}

/** What a message says in rows of their own may change while its own row stays as it is. */
function isForMany({ map }: MappedSchema, copy: Copy): boolean {
  const isOfMessages = copy.of === 'message' || copy.of === 'opening'
  return (
    copy.in === 'workspace' &&
    isOfMessages &&
    asList(map.message).every(({ body }) => body.table === undefined)
  )
}

const isOf = (names: readonly string[], { of }: Copy) => names.includes(of)

function withinLetters(roots: readonly Root[]): readonly Root[] {
  let letters = 0
  return roots.filter(({ bodies }) => {
    letters += bodies.reduce((sum, { length }) => sum + length, 0)
    return letters <= MOST_LETTERS
  })
}

async function placesOf(
  copy: Copy,
  all: readonly Descendant[],
  batches: AsyncIterable<readonly MappedRow[]>,
): Promise<readonly string[]> {
  const words = soughtWords(copy, all)
  if (words.isEmpty) return []
  const looked = searchedColumns(copy)
  const places: string[] = []
  for await (const rows of batches) {
    const holding = rows.filter(({ columns }) =>
      looked.some((name) => words.occurIn(columns[name] ?? '')),
    )
    places.push(...holding.map(({ place }) => place))
  }
  return places
}
