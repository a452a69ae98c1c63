import { chown, open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from './cluster-place.ts'
import { EmbeddedError, FullDiskError } from './embedded-error.ts'
import { freePort } from './free-port.ts'
import { hasRoomIn } from './has-room-in.ts'
import { disarmPostmasterFile } from './postmaster-file.ts'
import { runBinary } from './prepare-binaries.ts'
import type { Binaries } from './prepare-binaries.ts'
import { probeServer } from './probe-server.ts'
import type { Secrets } from './secrets.ts'
import { portIn, clusterSettings } from './cluster-settings.ts'
import { livingUsers } from './users.ts'
import { writeWhole } from './write-whole.ts'

/** Crash recovery of a busy cluster may take minutes. */
const PATIENCE_S = 300
const POLL_MS = 50

/** A port may be taken under our hands, and backends of a killed server take a moment to go. */
const MAX_STARTS = 8

/**
 * Attaches to the cluster's server, and starts it when there is none. Called under the lock.
 * @returns its port
 */
export async function startServer(binaries: Binaries, place: Place, secrets: Secrets) {
  const deadline = performance.now() + PATIENCE_S * 1000
  let said = ''
  for (let starts = 0; performance.now() < deadline && starts < MAX_STARTS;) {
    const state = await probeServer(place, secrets)
    if (state.kind === 'ready') return state.port
    if (state.kind === 'gone') {
      if (state.pidReused) await disarmPostmasterFile(place.cluster)
      said = await tryStart(binaries, place)
      starts += 1
    }
    if (state.kind === 'busy' || said) await sleep(POLL_MS)
  }
  if (!(await hasRoomIn(place.cluster))) throw new FullDiskError(place.cluster)
  const tail = await logTail(place.logFile)
  throw new EmbeddedError(`the server of ${place.cluster} does not start. ${said}\n${tail}`)
}

/** @returns what pg_ctl complained about; empty when the server runs */
async function tryStart(binaries: Binaries, place: Place): Promise<string> {
  await makeLogFile(place)
  // readable for the server's user; it holds no secret
  await writeWhole(place.settingsFile, clusterSettings(await choosePort(place)), 0o644)
  const wait = ['-w', '-t', String(PATIENCE_S), '-s']
  const args = ['start', ...wait, '-D', place.cluster, '-l', place.logFile]
  const started = await runBinary(binaries, 'pg_ctl', args, { cwd: place.home })
  return started.ok ? '' : started.output || 'pg_ctl failed'
}

/** Whoever uses a server that has ended knows it by its port. */
async function choosePort(place: Place): Promise<number> {
  const users = await livingUsers(place.home)
  if (users.length === 0) return freePort()
  const settings = await readFile(place.settingsFile, 'utf8').catch(() => '')
  return portIn(settings) ?? freePort()
}

/** The server's user may not create files beside the cluster, so its log is made for it. */
async function makeLogFile(place: Place): Promise<void> {
  const file = await open(place.logFile, 'a', 0o600)
  await file.close()
  if (place.user) await chown(place.logFile, place.user.uid, place.user.gid)
}

async function logTail(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '')
  return ['Its log ends with:', ...text.trimEnd().split('\n').slice(-12)].join('\n')
}
