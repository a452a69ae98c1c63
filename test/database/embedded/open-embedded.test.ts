import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { removeEmbedded } from '../../../src/database/embedded/remove-embedded.ts'
import { openForTest } from './open-for-test.ts'
import { clusterOf, postmasterOf, startsOf } from './postmaster-of.ts'
import { queryOnce } from './query-once.ts'
import { tempDataDir } from './temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

test('a fresh data folder gives two logins that can do no more than they must', async () => {
  const server = await openForTest(await tempDataDir())
  const attributes = `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
    current_database() as database, pg_get_userbyid(datdba) as owner
    from pg_roles, pg_database where rolname = current_user and datname = current_database()`
  const none = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolreplication: false }
  const shared = { ...none, database: 'unsaid', owner: 'unsaid_owner' }

  const [owner] = await queryOnce(server.ownerUrl, attributes)
  expect(owner).toEqual({ ...shared, rolname: 'unsaid_owner', rolcreaterole: true })
  const [app] = await queryOnce(server.url, attributes)
  expect(app).toEqual({ ...shared, rolname: 'unsaid', rolcreaterole: false })
  await server.close()
})

test('the server asks for a password, listens on the loopback only and keeps what it commits', async () => {
  const server = await openForTest(await tempDataDir())
  const wrong = server.url.replace(/:[0-9a-f]+@/, ':wrong@')
  await expect(queryOnce(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })

  const settings = await queryOnce(
    server.url,
    `select name, setting from pg_settings where name in ('listen_addresses', 'fsync',
     'synchronous_commit', 'wal_level', 'data_checksums', 'server_encoding', 'log_min_messages')`,
  )
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    listen_addresses: '127.0.0.1',
    fsync: 'on',
    synchronous_commit: 'on',
    wal_level: 'replica',
    data_checksums: 'on',
    server_encoding: 'UTF8',
    log_min_messages: 'log',
  })
  await server.close()
})

test('passwords lie in a private file beside the cluster', async () => {
  const dataDir = await tempDataDir()
  const server = await openForTest(dataDir)
  const secrets = join(clusterOf(server), '..', 'postgres-secrets.json')
  expect((await stat(secrets)).mode & 0o777).toBe(0o600)
  expect((await stat(dataDir)).mode & 0o027).toBe(0)
  await server.close()
})

test('so does the pepper, which outlives the server', async () => {
  const dataDir = await tempDataDir()
  const server = await openForTest(dataDir)
  const { secret, file } = server.pepper
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(file).toBe(join(clusterOf(server), '..', 'pepper'))
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await server.close()

  const later = await openForTest(dataDir)
  expect(later.pepper).toEqual(server.pepper)
  await later.close()
  await writeFile(file, 'cut')
  await expect(openForTest(dataDir)).rejects.toThrow('restore that file')
  await removeEmbedded(dataDir)
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('data and passwords outlive the server, and two opens of one process are two users', async () => {
  const dataDir = await tempDataDir()
  const first = await openForTest(dataDir)
  await queryOnce(first.ownerUrl, 'create table kept (n int)')
  const second = await openForTest(dataDir)
  expect(second.url).toBe(first.url)

  await first.close()
  await first.close()
  expect(await queryOnce(second.ownerUrl, 'select count(*)::int as n from kept')).toEqual([
    { n: 0 },
  ])
  await second.close()
  expect(await postmasterOf(second)).toBeUndefined()

  const later = await openForTest(dataDir)
  expect(await queryOnce(later.ownerUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
  expect(startsOf(later)).toBe(2)
  await later.close()
})

test('the log of the server holds nothing of a statement, a parameter or a row', async () => {
  const server = await openForTest(await tempDataDir())
  await queryOnce(
    server.ownerUrl,
    'create table strict (body text check (length(body) < 3), n int)',
  )
  const failing = [
    `insert into strict (body) values ('marker-in-row')`,
    `insert into strict (n) values ('marker-in-value')`,
    `do $$ begin raise warning 'marker-in-warning'; raise exception 'marker-in-error'; end $$`,
    `select marker-in-syntax from`,
  ]
  for (const text of failing) await expect(queryOnce(server.ownerUrl, text)).rejects.toThrow()
  await server.close()
  const log = await readFile(server.logFile, 'utf8')
  expect(log).toContain('database system is shut down')
  expect(log).not.toMatch(/marker|strict|insert/i)
})

test('removing is refused while the server is in use, and leaves nothing afterwards', async () => {
  const dataDir = await tempDataDir()
  const server = await openForTest(dataDir)
  await expect(removeEmbedded(dataDir)).rejects.toThrow(`in use by process ${process.pid}`)
  expect(await queryOnce(server.url, 'select 1 as one')).toEqual([{ one: 1 }])

  await server.close()
  await removeEmbedded(dataDir)
  await removeEmbedded(dataDir)
  await expect(stat(clusterOf(server))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(stat(server.logFile)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a lost password file is named, with the cure', async () => {
  const dataDir = await tempDataDir()
  const server = await openForTest(dataDir)
  await server.close()
  const secrets = join(clusterOf(server), '..', 'postgres-secrets.json')
  await rm(secrets)
  await expect(openForTest(dataDir)).rejects.toThrow('restore that file')
})
