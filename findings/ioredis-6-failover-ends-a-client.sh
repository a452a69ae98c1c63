#!/usr/bin/env bash
# ioredis 6 with `failoverDetector: true` ends a client for good when a failover is told while it asks a sentinel.
#
# Seen with ioredis 6.0.0 on Redis 7.0.15, Node 20 (November 2026). The detector is there to leave the old master sooner: it
# listens for `+switch-master` and closes the connection. But a client that has lost its master already, and waits for a
# sentinel's answer at that moment, is closed as well: its status is `end`, its commands fail with `Connection is closed.`,
# and `retryStrategy` is not asked again. Without the detector the same client is with the new master once the sentinel answers.
#
# So that nothing depends on the moment, a proxy holds back the answers of connections that come after the master's end,
# until the failover was told. Needs redis-server on PATH. Prints what was seen; exits 1 when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error ioredis@6.0.0

cat >look.cjs <<'END'
const assert = require('node:assert')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { mkdirSync, writeFileSync } = require('node:fs')
const net = require('node:net')
const { Redis } = require('ioredis')

const running = []
process.on('exit', () => running.forEach((server) => server.kill('SIGKILL')))

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

async function until(look) {
  for (let at = 0; at < 300; at++) {
    if (await look().catch(() => false)) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('it took too long')
}

async function start(name, lines, ...more) {
  const port = await freePort()
  mkdirSync(name)
  writeFileSync(`${name}/conf`, [`port ${port}`, 'bind 127.0.0.1', ...lines].join('\n'))
  const server = spawn('redis-server', ['conf', ...more], { cwd: name, stdio: 'ignore' })
  running.push(server)
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null })
  client.on('error', () => {})
  await client.ping()
  return { port, server, client }
}

/** Lets everything through; what comes after `hold` hears nothing until `release`. */
async function proxyOf(port) {
  const state = { holds: false, held: [] }
  const proxy = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1')
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    far.pipe(near)
    if (state.holds) state.held.push(() => near.pipe(far))
    else near.pipe(far)
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  proxy.unref()
  return {
    port: proxy.address().port,
    hold: () => (state.holds = true),
    holdsSome: async () => state.held.length > 0,
    release() {
      state.holds = false
      state.held.forEach((go) => go())
    },
  }
}

async function look(name, failoverDetector) {
  const save = ['save ""', 'appendonly no']
  const master = await start(`${name}-master`, save)
  const replica = await start(`${name}-replica`, [...save, `replicaof 127.0.0.1 ${master.port}`])
  await until(async () => (await replica.client.info('replication')).includes('master_link_status:up'))
  const watch = ['down-after-milliseconds main 1000', 'failover-timeout main 5000']
  const monitor = [`monitor main 127.0.0.1 ${master.port} 1`, ...watch]
  const sentinel = await start(`${name}-sentinel`, monitor.map((line) => `sentinel ${line}`), '--sentinel')
  await until(async () => (await sentinel.client.call('sentinel', 'replicas', 'main')).length === 1)
  const told = new Redis(sentinel.port, '127.0.0.1')
  await told.subscribe('+switch-master')

  const proxy = await proxyOf(sentinel.port)
  const client = new Redis({
    sentinels: [{ host: '127.0.0.1', port: proxy.port }],
    ...{ name: 'main', failoverDetector, maxRetriesPerRequest: null, retryStrategy: () => 100 },
  })
  client.on('error', () => {})
  const subscribed = failoverDetector ? once(client, 'failoverSubscribed') : undefined
  await client.ping()
  await subscribed

  proxy.hold()
  const switched = once(told, 'message')
  master.client.disconnect()
  master.server.kill('SIGKILL')
  await until(proxy.holdsSome)
  await switched
  // The detector heard it on a connection of its own; a round trip through the same sentinel comes after it.
  await sentinel.client.ping()
  await new Promise((done) => setTimeout(done, 500))
  proxy.release()
  const works = await Promise.race([
    client.ping().then(() => 'PONG', (error) => error.message),
    new Promise((done) => setTimeout(done, 10_000, 'no answer in 10 s')),
  ])
  console.log(`failoverDetector: ${failoverDetector}: ${works}, status ${client.status}`)
  const { status } = client
  for (const one of [client, told, replica.client, sentinel.client]) one.disconnect()
  return { works, status }
}

async function main() {
  console.log(`ioredis ${require('ioredis/package.json').version}`)
  assert.deepEqual(await look('without', false), { works: 'PONG', status: 'ready' })
  const { works, status } = await look('with', true)
  assert.deepEqual({ works, status }, { works: 'Connection is closed.', status: 'end' }, 'the client goes on')
  process.exit(0)
}
main().catch((error) => { console.error(error.message); process.exit(1) })
END
node look.cjs
