import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'
import type { RedisServer } from '../redis-server.ts'

/** Where a text was found, and how often: `unsaid.job: 2`. Nothing: it is nowhere. */
export type Copies = Record<string, number>

/** Counts a text everywhere at once. */
export async function copiesIn(
  { database, redis }: { database: TestDatabase; redis: RedisServer | undefined },
  text: string,
): Promise<Copies> {
  const rows = await rowsWith(database, text)
  return redis ? { ...rows, ...(await redisCopiesOf(redis, text)) } : rows
}

/** Counts the rows that hold a text anywhere, in every table of every schema but Postgres' own. */
export async function rowsWith({ admin }: TestDatabase, text: string): Promise<Copies> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`.execute(admin)
  const copies: Copies = {}
  for (const { schema, name } of tables) {
    const { rows } = await sql<{ found: number }>`
      select count(*)::int as found from ${sql.table(`${schema}.${name}`)} as one
       where strpos(one::text, ${text}) > 0`.execute(admin)
    if (rows[0]!.found > 0) copies[`${schema}.${name}`] = rows[0]!.found
  }
  return copies
}

/** Counts a text in every key of Redis and in every file that the server keeps. */
async function redisCopiesOf({ url, folder }: RedisServer, text: string): Promise<Copies> {
  const client = new Redis(url)
  const copies: Copies = {}
  try {
    for (const key of await client.keys('*')) {
      const value = JSON.stringify([key, await valueOf(client, key)])
      if (value.includes(text)) copies[key] = 1
    }
  } finally {
    client.disconnect()
  }
  return { ...copies, ...filesWith(folder, text) }
}

function filesWith(folder: string, text: string): Copies {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const found = files.filter((file) => readFileSync(file).includes(text))
  return Object.fromEntries(found.map((file) => [file, 1]))
}

async function valueOf(client: Redis, key: string): Promise<unknown> {
  const type = await client.type(key)
  switch (type) {
    case 'string':
      return client.get(key)
    case 'hash':
      return client.hgetall(key)
    case 'list':
      return client.lrange(key, 0, -1)
    case 'set':
      return client.smembers(key)
    case 'zset':
      return client.zrange(key, '0', '-1')
    case 'stream':
      return client.xrange(key, '-', '+')
    case 'none': // gone since it was listed
      return null
    default:
      throw new Error(`a key of type ${type} is not looked into`)
  }
}
