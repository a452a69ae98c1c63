import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { SchemaFacts } from './table-statements.ts'

/** Another system whose tables the demo makes and fills, as bundled with Unsaid. */
export interface MappedSystem {
  /** As its map is named. */
  readonly name: string
  readonly tables: SchemaFacts
  readonly scene: MappedScene
}

/** What stands in the tables, and what the demo takes back of it. */
export interface MappedScene {
  readonly workspace: string
  /** As `unsaid workspace create` takes it: which rows are the workspace's. */
  readonly key: string
  /** The same in words. */
  readonly tenant: string
  readonly otherTenant: string
  readonly message: MessageName
  /** One of the other tenant, which the workspace must not reach. */
  readonly foreignMessage: MessageName
  /** Whoever is erased: their address, and words that stand wherever they or that message do. */
  readonly person: ScenePerson
  /** What is shown before and after: the message is redacted, the person erased. */
  readonly looks: readonly ShownRow[]
  readonly rows: readonly SceneRow[]
}

interface ScenePerson {
  readonly email: string
  readonly texts: readonly string[]
  /** What address and texts are. */
  readonly words: string
}

interface MessageName {
  readonly conversation: string
  readonly id: string
}

/** Columns of one row. */
export interface ShownRow {
  readonly at: 'message' | 'person'
  readonly table: string
  readonly id: number
  readonly columns: readonly string[]
}

/** A row of a table; columns that must not be null and are not given are filled by their type. */
export interface SceneRow {
  readonly whose: RowOwner
  readonly table: string
  readonly row: Readonly<Record<string, unknown>> & { readonly id: number }
}

/** Only rows that are about the person may change. */
export type RowOwner = 'person' | 'others' | 'other tenant'

const SYSTEMS = new URL('./samples/', import.meta.url)

const fileOf = (name: string, file: string) => new URL(`${name}/${file}`, SYSTEMS)

/** Names of the maps that `unsaid demo --map` can show, sorted. */
export function mappedSystems(): string[] {
  return readdirSync(SYSTEMS)
    .filter((name) => existsSync(fileOf(name, 'scene.json')))
    .sort()
}

/** @param name one of `mappedSystems()` */
export function readMappedSystem(name: string): MappedSystem {
  const [tables, scene] = ['tables.json', 'scene.json'].map((file): unknown =>
    JSON.parse(readFileSync(fileOf(name, file), 'utf8')),
  )
  return { name, tables: tables as SchemaFacts, scene: scene as MappedScene }
}
