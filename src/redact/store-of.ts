import type { DialectAdapter, QueryExecutorProvider } from 'kysely'
import { MapOutdated } from '../failure.ts'
import { readDrift } from '../maps/stored/read-drift.ts'
import { findWorkspaceMap, mapVersion } from '../maps/stored/workspace-map.ts'
import { mappedTables } from './mapped/mapped-tables.ts'
import type { MessageStore } from './message-store.ts'
import { ownTables } from './rows/own-tables.ts'

/** Milliseconds for which a map counts as it was read: it may be added again meanwhile. */
const FRESH = 5_000

/** Milliseconds after which the tables are looked at again. */
const LOOKED_AT = 3_600_000

interface KnownStore {
  readonly store: MessageStore
  /** Undefined: our own tables, which a workspace never leaves. */
  readonly map?: KnownMap
}

interface KnownMap {
  readonly name: string
  readonly version: number
  readonly readAt: number
  /** When it was last found to be the newest. */
  askedAt: number
}

/** By database, which its transactions share an adapter with, and workspace. */
const known = new WeakMap<DialectAdapter, Map<string, KnownStore>>()

/**
 * Where the messages of a workspace are kept: in the tables of Unsaid, or where its map says. It is
 * asked for once, and remembered.
 *
 * @throws MapOutdated when what the map reads or writes is gone
 */
export async function storeOf(db: QueryExecutorProvider, workspace: string): Promise<MessageStore> {
  const { adapter } = db.getExecutor()
  const stores = known.get(adapter) ?? new Map<string, KnownStore>()
  known.set(adapter, stores)
  const before = stores.get(workspace)
  if (before && (await isFresh(db, before))) return before.store
  const found = await findStore(db, workspace)
  // A workspace that is not there yet may still be made with a map.
  if (found) stores.set(workspace, found)
  return found?.store ?? ownTables
}

async function isFresh(db: QueryExecutorProvider, { map }: KnownStore): Promise<boolean> {
  const now = performance.now()
  if (!map || now - map.askedAt < FRESH) return true
  if (now - map.readAt > LOOKED_AT || (await mapVersion(db, map.name)) !== map.version) return false
  map.askedAt = now
  return true
}

async function findStore(
  db: QueryExecutorProvider,
  workspace: string,
): Promise<KnownStore | undefined> {
  const given = await findWorkspaceMap(db, workspace)
  if (given === undefined) return undefined
  if (given === null) return { store: ownTables }
  const { name, version } = given
  const { broken } = await readDrift(db, given)
  if (broken.length > 0) {
    throw new MapOutdated(
      `the tables are not what the map ${name} says: ${broken.join(', ')}: see unsaid map check`,
    )
  }
  const readAt = performance.now()
  return { store: mappedTables(given), map: { name, version, readAt, askedAt: readAt } }
}
