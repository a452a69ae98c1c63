#!/usr/bin/env bash
# Intercom's SDK for Node repeats a POST by itself; version 6.4.0 does not wait as long as `Retry-After` asks.
#
# Seen with intercom-client 6.4.0 and 7.0.3 on Node 20 (November 2026). A server answers the first call of
# `conversations.redactConversationPart` with 503 and `Retry-After: 4`. Neither version has a setting for it turned on;
# neither sends an idempotency key. 6.4.0 sends the same POST again after about one second, 7.0.3 after four.
# Who sets `Retry-After` to keep callers away keeps only the newer ones away.
#
# Prints what was seen; exits 1 when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error six@npm:intercom-client@6.4.0 seven@npm:intercom-client@7.0.3

cat >look.cjs <<'END'
const http = require('node:http')
const assert = require('node:assert')

async function look(name) {
  const { IntercomClient } = require(name)
  const calls = []
  const server = http.createServer((request, response) => {
    calls.push({ at: performance.now(), method: request.method, key: request.headers['idempotency-key'] })
    request.resume().on('end', () => {
      const first = calls.length === 1
      response.writeHead(first ? 503 : 200, { 'Content-Type': 'application/json', ...(first && { 'Retry-After': '4' }) })
      response.end(first ? '{"type":"error.list","errors":[]}' : '{"type":"conversation","id":"1"}')
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const client = new IntercomClient({ token: 'none', environment: `http://127.0.0.1:${server.address().port}` })
  await client.conversations.redactConversationPart({ type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' })
  server.close()
  server.closeAllConnections()
  const waited = (calls[1].at - calls[0].at) / 1000
  console.log(`${require(`./node_modules/${name}/package.json`).version}: ${calls.length} POSTs, the second ${waited.toFixed(1)} s after the first`)
  assert.deepEqual(calls.map(({ method, key }) => [method, key]), [['POST', undefined], ['POST', undefined]])
  return waited
}

async function main() {
  const six = await look('six')
  const seven = await look('seven')
  assert(six < 3, 'version 6.4.0 waits as long as it is asked to')
  assert(seven >= 3.9, 'version 7.0.3 does not wait as long as it is asked to')
}
main().catch((error) => { console.error(error.message); process.exit(1) })
END
node look.cjs
