import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { errorCode } from './error-code.ts'

/**
 * A new file name that stands for this process: pid, time of birth, a random end.
 * Everything is in the name, so a mark is never half-written.
 */
export function newMark(): string {
  return `${process.pid}-${birthOf(process.pid)}-${randomBytes(6).toString('hex')}`
}

/** The pid in a mark; 0 when the text is not a mark. */
export function pidOf(mark: string): number {
  return Number(/^(\d+)-[\w.]*-[0-9a-f]{12}$/.exec(mark)?.[1] ?? 0)
}

/** Whether the process that made the mark still runs; a later process with its pid does not count. */
export function isLiving(mark: string): boolean {
  const pid = pidOf(mark)
  if (pid === 0 || !isRunning(pid)) return false

  const [recorded, current] = [mark.split('-')[1], birthOf(pid)]
  return recorded === '' || current === '' || recorded === current
}

/** Whether any process has this pid; EPERM means that there is one, of another user. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** When a process began, comparable only for equality; empty where the system does not say. */
function birthOf(pid: number): string {
  try {
    if (process.platform === 'linux') return birthFromProc(pid)
    if (process.platform === 'win32') return ''
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
    const began = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env })
    return began.toString().replaceAll(/\W+/g, '.')
  } catch {
    return ''
  }
}

/** Clock ticks since boot, and which boot. A zombie has ended; only its parent has not looked yet. */
function birthFromProc(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return 'ended'
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
  return `${fields[18]}.${boot.slice(0, 8)}`
}
