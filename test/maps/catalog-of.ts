import { Kysely, PostgresDialect } from 'kysely'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { Catalog } from '../../src/maps/catalog/catalog.ts'
import { readCatalog } from '../../src/maps/catalog/read-catalog.ts'
import { checkMap, type CheckedMap } from '../../src/maps/check/check-map.ts'
import { classColumns } from '../../src/maps/check/class-columns.ts'
import { tableLookup } from '../../src/maps/check/table-lookup.ts'
import { readClassValues } from '../../src/maps/read-class-values.ts'
import type { LocatedMap } from '../../src/maps/read/located-map.ts'
import { onServer, withDatabase } from '../postgres-server.ts'

/** A database that is not Unsaid's. */
export interface ForeignDatabase {
  readonly url: string
  readonly db: Kysely<never>
  run(statements: string): Promise<void>
  catalog(): Promise<Catalog>
  check(map: LocatedMap): Promise<CheckedMap>
  close(): Promise<void>
}

export async function foreignDatabase(statements: string): Promise<ForeignDatabase> {
  const { adminUrl } = inject('postgres')
  const name = `foreign_${randomUUID().replaceAll('-', '')}`
  await onServer(adminUrl, `create database ${name}`)
  const url = withDatabase(adminUrl, name)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  const run = async (text: string) => void (await pool.query(text))
  await run(statements)
  const catalog = () => readCatalog(db, 'public')
  return {
    ...{ url, db, run, catalog },
    async check(map) {
      const seen = await catalog()
      const columns = classColumns(map, tableLookup(seen))
      return checkMap(map, seen, await readClassValues(db, 'public', columns))
    },
    async close() {
      await db.destroy()
      await onServer(adminUrl, `drop database ${name} with (force)`)
    },
  }
}

/** What a check found wrong, or could not look at. */
export function complaints({ findings }: CheckedMap): string[] {
  return findings.filter(({ level }) => level !== 'note').map(({ message }) => message)
}
