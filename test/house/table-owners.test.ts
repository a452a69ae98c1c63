import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { test } from '../database-test.ts'

interface Settings {
  readonly owners: Readonly<Record<string, readonly string[]>>
  readonly rooms: Readonly<Record<string, unknown>>
  readonly roomOf: (path: string) => string
}

const { owners, rooms, roomOf } = (await import(
  pathToFileURL(resolve('.dependency-cruiser.mjs')).href
)) as Settings

const owned = Object.entries(owners).flatMap(([room, tables]) =>
  tables.map((table) => [table, room] as const),
)
const ownerOf = new Map(owned)

/** History: what a migration wrote, it wrote to the tables of then. */
const MIGRATIONS = join('src', 'database', 'migrations')

/** Functions of the database that write, and the room whose tables these are. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  accept: 'jobs',
  check_pepper: 'database',
  create_workspace: 'access',
  create_workspace_on_map: 'access',
  drop_some: 'bulk',
  due_wakeups: 'jobs',
  hasten_wakeups: 'jobs',
  leave_lists: 'bulk',
  mark_unsealed: 'ledger',
  note_failed: 'jobs',
  purge_jobs: 'jobs',
  seal_entries: 'ledger',
}

/** What stands in tables that are not ours is written by the store of maps, and made by the demo: a file each. */
const NOT_OURS = new Set([
  join('src', 'redact', 'mapped', 'write-changes.ts'),
  join('src', 'demo', 'store-system.ts'),
])

const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)

const TABLE = String.raw`(?:only\s+)?(?:unsaid\.)?"?([a-z_]+|\$\{)`
const WRITES = [
  new RegExp(String.raw`\b(?:insert\s+into|delete\s+from|merge\s+into)\s+${TABLE}`, 'gi'),
  new RegExp(String.raw`\bupdate\s+${TABLE}(?=[\s\S]*?\bset\b|\{)`, 'gi'),
  new RegExp(String.raw`\btruncate\s+(?:table\s+)?${TABLE}`, 'gi'),
  /\b(?:insertInto|updateTable|deleteFrom|mergeInto|replaceInto)\(\s*(?:'([a-z_]+)|[^'])/g,
]

/** Tables that a text writes; one whose name it is given counts as `any`. */
function writesOf(text: string): string[] {
  const named = WRITES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name))
  const tables = named.map((name) => (name === undefined || name === '${' ? 'any' : name))
  return [...new Set(tables.filter((table) => table === 'any' || ownerOf.has(table)))]
}

function straysOf(writer: string, room: string | undefined, text: string): string[] {
  return writesOf(text)
    .filter((table) => ownerOf.get(table) !== room)
    .map((table) => `${writer} writes ${table}, which ${ownerOf.get(table) ?? 'nobody'} owns`)
}

test.for([
  ['insert into unsaid.job (id) select', ['job']],
  ['with gone as (delete from only wakeup where', ['wakeup']],
  ['update job_list list set items = 1', ['job_list']],
  ['merge into token using', ['token']],
  ['truncate table certificate', ['certificate']],
  [".updateTable('suppression')", ['suppression']],
  ['delete from ${table} where', ['any']],
  ['.insertInto(table)', ['any']],
  ['select from job for update of job skip locked', []],
  ['on conflict (id) do update set look = excluded.look', []],
] as const)('of %s the writes are seen', ([text, tables]) => {
  expect(writesOf(text)).toEqual(tables)
})

test('a table is written by the room that owns it', () => {
  const texts = sources
    .filter((path) => !path.startsWith(MIGRATIONS) && !NOT_OURS.has(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const written = new Set(texts.flatMap(({ text }) => writesOf(text)))
  expect(written.size).toBeGreaterThan(10)
  expect(texts.flatMap(({ path, text }) => straysOf(path, roomOf(path), text))).toEqual([])
})

test('every table has one owner, which is a room', async ({ database }) => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
     where relnamespace = 'unsaid'::regnamespace and relkind in ('r', 'p')`.execute(database.admin)
  const tables = rows.map(({ name }) => name)
  expect(owned.map(([table]) => table).toSorted()).toEqual(tables.toSorted())
  expect(Object.keys(owners).filter((room) => !Object.hasOwn(rooms, room))).toEqual([])
})

test('functions of the database that write are known', async ({ database }) => {
  const { rows } = await sql<{ name: string; text: string }>`
    select proname as name, prosrc as text from pg_proc
     where pronamespace = 'unsaid'::regnamespace`.execute(database.admin)
  const writing = rows.filter(({ text }) => writesOf(text).length > 0)
  expect(writing.map(({ name }) => name).toSorted()).toEqual(Object.keys(FUNCTIONS).toSorted())
  const stray = writing.flatMap(({ name, text }) => straysOf(name, FUNCTIONS[name], text))
  expect(stray).toEqual([])
})
