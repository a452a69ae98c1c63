// Owns one Redis server for a test process: when that process is gone, even by SIGKILL, so are server and folder.
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const [binary, folder, ...settings] = process.argv.slice(2)
const log = openSync(join(folder, 'server.log'), 'a')
const server = spawn(binary, settings, { cwd: folder, stdio: ['ignore', log, log] })

let orphaned = false
process.on('message', () => server.kill('SIGKILL'))
process.on('disconnect', () => {
  orphaned = true
  server.kill('SIGKILL')
})
server.once('exit', () => {
  if (orphaned) rmSync(folder, { recursive: true, force: true })
  process.exit()
})
process.send(server.pid)
